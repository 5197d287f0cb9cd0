package io.attune.advisor.application;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the silence of an application says. A driver that lives sends something all the time, if
 * only its agent's reports; so one of which nothing has come for long was stopped together with its
 * cluster, was killed, or was lost. Of one that had run nothing, nothing is taken for granted.
 */
public final class Silence {
  private Silence() {}

  /**
   * Takes an application for ended, until something comes of it.
   *
   * @param time for how long nothing has come
   */
  public static void begins(ApplicationState application, Duration time) {
    application.silence(of(application, time).orElse(null));
  }

  /** Something came of it again. */
  public static void ends(ApplicationState application) {
    application.silence(null);
  }

  /** The end that silence is evidence of, at the newest time that was seen. */
  private static Optional<Ending.ByEvidence> of(ApplicationState application, Duration time) {
    Optional<Instant> last = application.lastEventTime();
    if (last.isEmpty() || application.jobs().isEmpty()) {
      return Optional.empty();
    }
    String silent = "nothing has come of it for " + words(time);
    return Optional.of(new Ending.ByEvidence(last.get(), before(application) + ", and " + silent));
  }

  private static String before(ApplicationState application) {
    long open = application.jobs().stream().filter(job -> !job.ended()).count();
    if (open > 0) {
      return (open == 1 ? "a job" : open + " jobs") + " had not ended";
    }
    boolean queries =
        application.sqlExecutions().stream()
            .anyMatch(query -> query.start().isPresent() && query.end().isEmpty());
    if (queries) {
      return "a query had not ended";
    }
    boolean alone =
        !application.executors().isEmpty()
            && application.executors().stream().allMatch(e -> e.removed().isPresent());
    return "its last job had ended" + (alone ? ", all its executors had been removed" : "");
  }

  /** The bound, and not the time that has passed: the same run gives the same words. */
  private static String words(Duration time) {
    long seconds = time.toSeconds();
    if (seconds % 3600 == 0 && seconds > 0) {
      return counted(seconds / 3600, "hour");
    }
    return seconds % 60 == 0 ? counted(seconds / 60, "minute") : counted(seconds, "second");
  }

  private static String counted(long count, String unit) {
    return count + " " + unit + (count == 1 ? "" : "s");
  }
}
