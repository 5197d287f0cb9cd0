package io.attune.benchmarks.lab;

import static java.util.Objects.requireNonNull;

import io.attune.local.LocalStack;
import io.attune.schemas.Recommendation;
import io.attune.streams.client.RecommendationFollower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tunes a workload in rounds and measures them.
 *
 * <p>Tuning: run, read the recommendations from the topic, apply all of them, run again, until
 * there is nothing to change or the maximum number of rounds is reached. Measuring: run the initial
 * and the last configuration alternately, so that other load of the machine affects both. A round
 * in between that seems worse than the one before is repeated, too. Each run is saved when it has
 * ended.
 */
final class LabSession {
  private static final Duration PROCESSING_TIMEOUT = Duration.ofMinutes(2);
  private static final double SUSPECTED_LOSS = 1.05;

  private final LocalStack stack;
  private final Path results;
  private final int rounds;
  private final int repeats;

  /**
   * Creates a session.
   *
   * @param stack the pipeline
   * @param results directory of the results
   * @param rounds maximum number of sets of recommendations applied in sequence
   * @param repeats runs per configuration
   */
  LabSession(LocalStack stack, Path results, int rounds, int repeats) {
    this.stack = requireNonNull(stack, "stack is null");
    this.results = requireNonNull(results, "results is null");
    this.rounds = rounds;
    this.repeats = repeats;
  }

  /** Measures a workload, continuing where an earlier session stopped. */
  WorkloadResult measure(Workload workload, String spark, ApplicationRunner runner)
      throws IOException, InterruptedException {
    Path file = WorkloadResult.file(results, workload.name(), spark);
    WorkloadResult result = Files.exists(file) ? WorkloadResult.read(file) : null;
    if (result == null || !result.tuned()) {
      result = tune(workload, spark, runner);
    }
    for (int repeat = 2; repeat <= repeats; repeat++) {
      for (int index : turns(result, repeat)) {
        Configuration configuration = result.configurations().get(index);
        if (configuration.runs().size() < repeat) {
          MeasuredRun run =
              runner.run(workload, configuration, reported(workload, spark) + "-again");
          report(workload, spark, configuration, run);
          result = result.withRun(index, run);
          result.write(results);
        }
      }
    }
    return result;
  }

  private WorkloadResult tune(Workload workload, String spark, ApplicationRunner runner)
      throws IOException, InterruptedException {
    String name = reported(workload, spark);
    List<Configuration> done = new ArrayList<>();
    Configuration next = Configuration.initial(workload);
    while (true) {
      MeasuredRun run = runner.run(workload, next, name);
      report(workload, spark, next, run);
      List<Recommendation> recommendations = advice(name);
      recommendations.forEach(
          r -> System.err.println("    " + r.getRuleId() + ": " + r.getSummary()));
      Configuration judged =
          next.withRun(run).withAdvice(recommendations.stream().map(ReceivedAdvice::of).toList());
      done.add(judged);
      next = AdviceApplier.next(workload, judged, recommendations);
      if (next.startsLike(judged) || done.size() > rounds) {
        break;
      }
    }
    WorkloadResult result =
        new WorkloadResult(
            workload.name(),
            spark,
            runner.sparkVersion(),
            workload.kind(),
            workload.story(),
            true,
            done);
    result.write(results);
    return result;
  }

  /** The configurations to run in a repeat, in alternating order. */
  static List<Integer> turns(WorkloadResult result, int repeat) {
    List<Integer> turns = new ArrayList<>();
    int last = result.configurations().size() - 1;
    for (int i = 0; i <= last; i++) {
      boolean end = i == 0 || i == last;
      if (last > 0 && (end || isSuspectedLoss(result.configurations(), i))) {
        turns.add(i);
      }
    }
    if (repeat % 2 == 1) {
      java.util.Collections.reverse(turns);
    }
    return turns;
  }

  private static boolean isSuspectedLoss(List<Configuration> configurations, int index) {
    MeasuredRun before = configurations.get(index - 1).runs().get(0);
    MeasuredRun after = configurations.get(index).runs().get(0);
    return after.spanMs() > before.spanMs() * SUSPECTED_LOSS
        || after.executorMs() * after.cores()
            > before.executorMs() * before.cores() * SUSPECTED_LOSS;
  }

  private List<Recommendation> advice(String workload) throws InterruptedException, IOException {
    if (!stack.awaitCaughtUp(PROCESSING_TIMEOUT)) {
      throw new IOException(
          "the pipeline did not process the run within "
              + PROCESSING_TIMEOUT.toMinutes()
              + " minutes");
    }
    try (RecommendationFollower follower =
        new RecommendationFollower(
            stack.clientProperties(), stack.topics().recommendations().name())) {
      follower.readToEnd((where, reason) -> System.err.println("  " + where + ": " + reason));
      return follower.standing().values().stream()
          .filter(r -> r.getWorkload().equals(workload))
          .toList();
    }
  }

  private static String reported(Workload workload, String spark) {
    return workload.name() + "-" + spark;
  }

  private static void report(
      Workload workload, String spark, Configuration configuration, MeasuredRun run) {
    System.err.println(
        String.format(
            Locale.ROOT,
            "%s on %s, round %d: %s, span %.1f s, %.1f core-s, %d executors of %d MiB",
            workload.name(),
            spark,
            configuration.round(),
            run.succeeded() ? "done" : "FAILED",
            run.spanMs() / 1000.0,
            run.coreSeconds(),
            run.executors(),
            run.memoryMib()));
  }
}
