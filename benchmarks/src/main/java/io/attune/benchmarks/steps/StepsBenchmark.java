package io.attune.benchmarks.steps;

import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench steps}: JMH benchmark of {@link HotSteps}, with allocation. */
@Command(
    name = "steps",
    mixinStandardHelpOptions = true,
    description = "The hot steps one by one (JMH): decode, update, sketch, write-back.")
public final class StepsBenchmark implements Callable<Integer> {
  @Option(names = "--quick", description = "One fork, short iterations.")
  private boolean quick;

  @Option(names = "--json", description = "File for JMH's own JSON.")
  private String json;

  /** Runs the benchmark. */
  @Override
  public Integer call() throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(HotSteps.class.getName())
            .addProfiler(GCProfiler.class)
            .jvmArgs("-XX:+UseSerialGC", "-Xmx1g")
            .forks(quick ? 1 : 3)
            .warmupIterations(quick ? 2 : 3)
            .measurementIterations(quick ? 3 : 5)
            .warmupTime(TimeValue.milliseconds(quick ? 500 : 1000))
            .measurementTime(TimeValue.milliseconds(quick ? 500 : 1000))
            .verbosity(VerboseMode.SILENT);
    if (json != null) {
      options.resultFormat(ResultFormatType.JSON).result(json);
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    System.out.printf("%-16s %12s %12s %14s%n", "step", "ns", "± ns (99.9%)", "bytes each");
    for (RunResult result : results) {
      System.out.printf(
          Locale.ROOT,
          "%-16s %12.1f %12.1f %14.1f%n",
          result.getPrimaryResult().getLabel(),
          result.getPrimaryResult().getScore(),
          result.getPrimaryResult().getScoreError(),
          result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
    }
    return 0;
  }
}
