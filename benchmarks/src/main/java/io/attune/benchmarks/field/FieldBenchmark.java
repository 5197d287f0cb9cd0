package io.attune.benchmarks.field;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.benchmarks.harness.Workbench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench field}: rebuilds publicly reported tuning problems on real Spark, with and without
 * the remedy that was accepted, and judges what {@code analyze} says of them.
 */
@Command(
    name = "field",
    mixinStandardHelpOptions = true,
    description = {
      "Rebuilds publicly reported tuning problems on real Spark and judges what analyze says.",
      "Event logs are kept in --folder, and cases that ran are not run again."
    })
public final class FieldBenchmark implements Callable<Integer> {
  @Option(names = "--folder", description = "Directory for event logs (benchmarks/target/field).")
  private Path folder;

  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "NAME",
      description = "Only these, or those whose name begins so; separated by commas.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--attune",
      paramLabel = "LAUNCHER",
      description = "Judge this build of Attune (the checkout's own launcher).")
  private Path attune;

  @Option(names = "--run-only", description = "Do not ask Attune.")
  private boolean runOnly;

  @Option(names = "--table", description = "Run nothing; judge the logs that are there.")
  private boolean tableOnly;

  /** For picocli. */
  public FieldBenchmark() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path checkout = Path.of(System.getProperty("attune.home", ".")).toAbsolutePath().normalize();
    Path place =
        (folder == null ? checkout.resolve("benchmarks/target/field") : folder)
            .toAbsolutePath()
            .normalize();
    Workbench bench = new Workbench(checkout, place.resolve("scratch"));
    List<FieldCase> chosen = chosen();
    if (!tableOnly) {
      new FieldRunner(bench, place).run(chosen);
    }
    if (!runOnly) {
      Path launcher = attune == null ? bench.launcher() : attune.toAbsolutePath();
      System.out.print(FieldTable.markdown(rows(bench, launcher, place, chosen)));
    }
    return CommandLine.ExitCode.OK;
  }

  private List<FieldCase> chosen() throws IOException {
    List<FieldCase> all = FieldCases.all();
    for (String name : names) {
      if (all.stream().noneMatch(each -> each.name().startsWith(name))) {
        throw new IOException(
            "there is no case '"
                + name
                + "'; there are "
                + String.join(", ", all.stream().map(FieldCase::name).toList()));
      }
    }
    return all.stream()
        .filter(each -> names.isEmpty() || names.stream().anyMatch(each.name()::startsWith))
        .toList();
  }

  private static List<FieldTable.Row> rows(
      Workbench bench, Path launcher, Path place, List<FieldCase> cases)
      throws IOException, InterruptedException {
    List<FieldTable.Row> rows = new ArrayList<>();
    for (FieldCase each : cases) {
      Path reported = FieldRunner.log(place, each, false);
      Path mended = FieldRunner.log(place, each, true);
      if (!FieldRunner.ran(place, each)) {
        System.err.println(each.name() + " has not run");
        continue;
      }
      List<GivenAdvice> said = ask(bench, launcher, reported);
      rows.add(
          new FieldTable.Row(
              each,
              FieldRun.of(reported),
              FieldRunner.succeeded(reported),
              FieldRun.of(mended),
              FieldRunner.succeeded(mended),
              said,
              each.answer().judge(said),
              ask(bench, launcher, mended)));
    }
    return rows;
  }

  private static List<GivenAdvice> ask(Workbench bench, Path launcher, Path log)
      throws IOException, InterruptedException {
    Workbench.Finished finished =
        Workbench.run(
            bench.scratch(),
            List.of(launcher.toString(), "analyze", "--format", "json", log.toString()));
    return GivenAdvice.all(new ObjectMapper().readTree(finished.output()));
  }
}
