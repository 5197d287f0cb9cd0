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
 * Brings one workload through its rounds and measures what came of them.
 *
 * <p>Tuning: run, read the advice from the topic, follow all of it, run again, until there is
 * nothing to change or the rounds are used up. Measuring: the workload as it came and as it ended
 * up take turns until each has been run as often as wanted, so that what else happens on the
 * machine hits both. A round in between that looks like a loss is repeated as well. Each run is
 * saved when it is over.
 */
final class Sitting {
  private static final Duration DIGESTION = Duration.ofMinutes(2);
  private static final double LOOKS_LIKE_A_LOSS = 1.05;

  private final LocalStack stack;
  private final Path results;
  private final int rounds;
  private final int repeats;

  /**
   * Creates it.
   *
   * @param stack the pipeline
   * @param results folder of the results
   * @param rounds sets of advice that are followed, at most
   * @param repeats runs of a configuration
   */
  Sitting(LocalStack stack, Path results, int rounds, int repeats) {
    this.stack = requireNonNull(stack, "stack is null");
    this.results = requireNonNull(results, "results is null");
    this.rounds = rounds;
    this.repeats = repeats;
  }

  /** Measures a workload, or what is missing of it. */
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
          Measured run = runner.run(workload, configuration, reported(workload, spark) + "-again");
          tell(workload, spark, configuration, run);
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
      Measured run = runner.run(workload, next, name);
      tell(workload, spark, next, run);
      List<Recommendation> standing = advice(name);
      standing.forEach(r -> System.err.println("    " + r.getRuleId() + ": " + r.getSummary()));
      Configuration judged =
          next.withRun(run).withAdvice(standing.stream().map(ReceivedAdvice::of).toList());
      done.add(judged);
      next = Following.next(workload, judged, standing);
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

  /** Which configurations are run in a repeat; every other time backwards. */
  static List<Integer> turns(WorkloadResult result, int repeat) {
    List<Integer> turns = new ArrayList<>();
    int last = result.configurations().size() - 1;
    for (int i = 0; i <= last; i++) {
      boolean end = i == 0 || i == last;
      if (last > 0 && (end || looksLikeALoss(result.configurations(), i))) {
        turns.add(i);
      }
    }
    if (repeat % 2 == 1) {
      java.util.Collections.reverse(turns);
    }
    return turns;
  }

  private static boolean looksLikeALoss(List<Configuration> configurations, int index) {
    Measured before = configurations.get(index - 1).runs().get(0);
    Measured after = configurations.get(index).runs().get(0);
    return after.spanMs() > before.spanMs() * LOOKS_LIKE_A_LOSS
        || after.executorMs() * after.cores()
            > before.executorMs() * before.cores() * LOOKS_LIKE_A_LOSS;
  }

  private List<Recommendation> advice(String workload) throws InterruptedException, IOException {
    if (!stack.awaitDigested(DIGESTION)) {
      throw new IOException(
          "the pipeline did not work off the run within " + DIGESTION.toMinutes() + " minutes");
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

  private static void tell(
      Workload workload, String spark, Configuration configuration, Measured run) {
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
