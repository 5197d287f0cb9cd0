package io.attune.advisor.prediction;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.StageDescriptor;
import io.attune.advisor.statistics.StageState;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** When executors were there, and how long they took to come. */
public final class ExecutorStarts {
  private ExecutorStarts() {}

  /**
   * Median time from asking for an executor to its registration, milliseconds. Taken from the
   * requests, where the cluster manager reports them. Under dynamic allocation it is inferred
   * otherwise: from a stage that found no executor to the first that came, less the time after
   * which Spark asks for one. Empty when neither tells it.
   */
  public static OptionalLong medianMs(Run run) {
    ApplicationState application = run.application();
    OptionalLong reported =
        median(
            application.executors().stream()
                .filter(e -> e.requested().isPresent() && e.added().isPresent())
                .mapToLong(e -> millis(e.added()) - millis(e.requested())));
    if (reported.isPresent() || !application.settings().dynamicAllocation()) {
      return reported;
    }
    return median(
        run.stages().stream()
            .mapToLong(stage -> inferredMs(application, stage))
            .filter(waited -> waited >= 0));
  }

  /** How long the first executor took that a stage had to wait for; -1 when it did not wait. */
  private static long inferredMs(ApplicationState application, StageState stage) {
    Optional<Instant> submitted =
        application
            .stage(stage.stageId(), stage.stageAttempt())
            .flatMap(StageDescriptor::submissionTime);
    if (submitted.isEmpty() || stage.firstLaunch().isEmpty()) {
      return -1;
    }
    long from = millis(submitted);
    long until = millis(stage.firstLaunch());
    if (!wereAbsent(application, from, until)) {
      return -1;
    }
    return application.executors().stream()
        .filter(e -> e.added().isPresent())
        .mapToLong(e -> millis(e.added()))
        .filter(added -> added > from && added <= until)
        .map(added -> Math.max(0, added - from - (long) DynamicExecutors.BACKLOG_TIMEOUT_MS))
        .min()
        .orElse(-1);
  }

  /**
   * Whether no executor was there for the whole of a time, although some were known before or
   * after.
   *
   * @param from beginning, milliseconds of the epoch
   * @param until end, milliseconds of the epoch
   */
  static boolean wereAbsent(ApplicationState application, long from, long until) {
    boolean known = false;
    for (ExecutorState executor : application.executors()) {
      known |= executor.added().isPresent();
      boolean came = executor.added().isEmpty() || millis(executor.added()) <= from;
      boolean went = executor.removed().isPresent() && millis(executor.removed()) < until;
      if (came && !went) {
        return false;
      }
    }
    return known && until > from;
  }

  private static OptionalLong median(LongStream values) {
    long[] sorted = values.map(value -> Math.max(0, value)).sorted().toArray();
    return sorted.length == 0 ? OptionalLong.empty() : OptionalLong.of(sorted[sorted.length / 2]);
  }

  private static long millis(Optional<Instant> time) {
    return time.orElseThrow().toEpochMilli();
  }
}
