package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.JobUnit;
import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.Recommendation;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a person does not want to hear for one workload: properties, or all that a rule says. */
final class Dismissals {
  private static final Instant FOR_EVER = Instant.MAX;

  private final TreeMap<String, Instant> untilBySubject = new TreeMap<>();

  /**
   * Adds one.
   *
   * @param until null: until it is removed
   */
  void add(String subject, @Nullable Instant until) {
    requireNonNull(subject, "subject is null");
    untilBySubject.put(subject, until == null ? FOR_EVER : until);
  }

  void remove(String subject) {
    untilBySubject.remove(subject);
  }

  /** Whether a recommendation is not wanted at that time. */
  boolean cover(Recommendation recommendation, Instant now) {
    String unit = JobUnit.nameIn(recommendation.getWorkload()).map(n -> n + "/").orElse("");
    return holds(unit, recommendation.getRuleId(), now)
        || recommendation.getProperty() != null && holds(unit, recommendation.getProperty(), now);
  }

  /** What is not wanted of an application is not wanted of its units. */
  private boolean holds(String unit, String subject, Instant now) {
    return holds(subject, now) || !unit.isEmpty() && holds(unit + subject, now);
  }

  private boolean holds(String subject, Instant now) {
    Instant until = untilBySubject.get(subject);
    return until != null && now.isBefore(until);
  }

  void write(StateWriter out) {
    out.writeInt32(untilBySubject.size());
    untilBySubject.forEach(
        (subject, until) ->
            out.writeModifiedUtf8(subject)
                .writeInt64(until.equals(FOR_EVER) ? Long.MAX_VALUE : until.toEpochMilli()));
  }

  void read(StateReader in) {
    for (int left = in.readLength32(); left > 0; left--) {
      String subject = in.readModifiedUtf8();
      long until = in.readInt64();
      untilBySubject.put(subject, until == Long.MAX_VALUE ? FOR_EVER : Instant.ofEpochMilli(until));
    }
  }
}
