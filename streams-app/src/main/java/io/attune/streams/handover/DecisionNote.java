package io.attune.streams.handover;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Decision;
import io.attune.schemas.DecisionKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.KeyValue;

/**
 * A person's decision on its way to Advise.
 *
 * @param subject property or rule
 * @param dismissed whether advice about it is not wanted; else an earlier decision is undone
 * @param until when that ceases to hold; empty: not before it is undone
 */
public record DecisionNote(String subject, boolean dismissed, Optional<Instant> until)
    implements AdviseInput {
  /** First byte; a snapshot begins with its version, which is small. */
  static final byte MARK = (byte) 0xD1;

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
    int slash = key == null ? -1 : key.lastIndexOf('/');
    if (slash <= 0 || slash == key.length() - 1) {
      throw new IllegalArgumentException(
          "the key of a decision is workload/property or workload/rule, not '" + key + "'");
    }
    boolean dismissed = decision != null && decision.getKind() == DecisionKind.DISMISSED;
    Optional<Instant> until =
        dismissed ? Optional.ofNullable(decision.getValidUntil()) : Optional.empty();
    return KeyValue.pair(
        key.substring(0, slash), new DecisionNote(key.substring(slash + 1), dismissed, until));
  }

  @Override
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(MARK);
      out.writeUTF(subject);
      out.writeBoolean(dismissed);
      out.writeBoolean(until.isPresent());
      out.writeLong(until.map(Instant::toEpochMilli).orElse(0L));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static DecisionNote fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      in.readByte();
      String subject = in.readUTF();
      boolean dismissed = in.readBoolean();
      boolean ends = in.readBoolean();
      Instant until = Instant.ofEpochMilli(in.readLong());
      return new DecisionNote(subject, dismissed, ends ? Optional.of(until) : Optional.empty());
    } catch (IOException e) {
      throw new SerializationException("the decision is cut off", e);
    }
  }
}
