package io.attune.streams.handover;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.JobUnit;
import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormat.Versions;
import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.Decision;
import io.attune.schemas.DecisionKind;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;

/**
 * A person's decision on its way to Advise.
 *
 * @param subject property or rule
 * @param dismissed whether advice about it is dismissed; otherwise an earlier decision is undone
 * @param until when the dismissal ends; empty: not before it is undone
 */
public record DecisionNote(String subject, boolean dismissed, Optional<Instant> until)
    implements AdviseInput {
  static final StateFormat<DecisionNote> FORMAT =
      StateFormat.plain("decision", Versions.only(1), DecisionNote::write, DecisionNote::read);

  /** Upper half of the first byte, the version being the lower one; no snapshot begins so. */
  private static final int MARK = 0xD0;

  private static final int LONGEST_KEY = 1_000;

  public DecisionNote {
    requireNonNull(subject, "subject is null");
    requireNonNull(until, "until is null");
  }

  /**
   * From a record of the decisions topic, by workload.
   *
   * @param key workload/property or workload/rule
   * @param decision null undoes
   * @throws IllegalArgumentException when the key is not of that form
   */
  public static KeyValue<String, AdviseInput> of(String key, Decision decision) {
    if (key != null && key.length() > LONGEST_KEY) {
      throw new IllegalArgumentException(
          "the key of a decision has " + key.length() + " characters, more than " + LONGEST_KEY);
    }
    int slash = key == null ? -1 : key.lastIndexOf('/');
    if (slash <= 0 || slash == key.length() - 1) {
      throw new IllegalArgumentException(
          "the key of a decision is workload/property or workload/rule, not '" + key + "'");
    }
    boolean dismissed = decision != null && decision.getKind() == DecisionKind.DISMISSED;
    Optional<Instant> until =
        dismissed ? Optional.ofNullable(decision.getValidUntil()) : Optional.empty();
    // A unit is judged with its application, and a decision about it has to reach the same task.
    String application = JobUnit.applicationIn(key.substring(0, slash));
    return KeyValue.pair(
        application, new DecisionNote(key.substring(application.length() + 1), dismissed, until));
  }

  /** Whether bytes are those of a decision, of whatever version. */
  static boolean isOne(byte[] bytes) {
    return bytes.length > 0 && (bytes[0] & 0xF0) == MARK;
  }

  @Override
  public byte[] toBytes() {
    byte[] bytes = FORMAT.toBytes(this);
    bytes[0] |= (byte) MARK;
    return bytes;
  }

  static DecisionNote fromBytes(byte[] bytes) {
    byte[] form = bytes.clone();
    if (form.length > 0) {
      form[0] &= 0x0F;
    }
    return FORMAT.fromBytes(form);
  }

  private void write(StateWriter out) {
    out.writeModifiedUtf8(subject).writeBoolean(dismissed).writeBoolean(until.isPresent());
    out.writeInt64(until.map(Instant::toEpochMilli).orElse(0L));
  }

  private static DecisionNote read(StateReader in) {
    String subject = in.readModifiedUtf8();
    boolean dismissed = in.readBoolean();
    boolean ends = in.readBoolean();
    Instant until = Instant.ofEpochMilli(in.readInt64());
    return new DecisionNote(subject, dismissed, ends ? Optional.of(until) : Optional.empty());
  }
}
