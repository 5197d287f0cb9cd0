package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Recommendation;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What a person does not want to hear for one workload: properties, or all that a rule says. */
final class Dismissals {
  private static final Instant FOR_EVER = Instant.MAX;

  private final TreeMap<String, Instant> untilBySubject = new TreeMap<>();

  /**
   * Adds one.
   *
   * @param until null: until it is removed
   */
  void add(String subject, Instant until) {
    requireNonNull(subject, "subject is null");
    untilBySubject.put(subject, until == null ? FOR_EVER : until);
  }

  void remove(String subject) {
    untilBySubject.remove(subject);
  }

  /** Whether a recommendation is not wanted at that time. */
  boolean cover(Recommendation recommendation, Instant now) {
    return holds(recommendation.getRuleId(), now)
        || recommendation.getProperty() != null && holds(recommendation.getProperty(), now);
  }

  private boolean holds(String subject, Instant now) {
    Instant until = untilBySubject.get(subject);
    return until != null && now.isBefore(until);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(untilBySubject.size());
    for (Map.Entry<String, Instant> entry : untilBySubject.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeLong(
          entry.getValue().equals(FOR_EVER) ? Long.MAX_VALUE : entry.getValue().toEpochMilli());
    }
  }

  void read(DataInputStream in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      String subject = in.readUTF();
      long until = in.readLong();
      untilBySubject.put(subject, until == Long.MAX_VALUE ? FOR_EVER : Instant.ofEpochMilli(until));
    }
  }
}
