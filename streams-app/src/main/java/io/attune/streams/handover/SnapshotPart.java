package io.attune.streams.handover;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;

/**
 * One record of the snapshot of a run: what Observe hands to Advise. A snapshot whose stages do not
 * fit one record comes in several; the last one carries the facts about the application, and only
 * then is the run judged.
 *
 * @param applicationId Spark's application id
 * @param application facts about the application in binary form; present in the last part. Absent
 *     with {@code gone}
 * @param stages statistics of stages that changed, each in binary form
 * @param gone the application turned out to belong to another workload: forget it here
 */
public record SnapshotPart(
    String applicationId, Optional<byte[]> application, List<byte[]> stages, boolean gone)
    implements AdviseInput {
  private static final int VERSION = 1;
  private static final int LAST = 1;
  private static final int GONE = 2;

  public SnapshotPart {
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(application, "application is null");
    stages = List.copyOf(stages);
  }

  /** Whether the run can be judged after this part. */
  public boolean last() {
    return application.isPresent();
  }

  /**
   * Cuts a snapshot into parts.
   *
   * @param maxBytes above which a further part is begun; a part holds at least one stage or the
   *     application
   */
  public static List<SnapshotPart> cut(
      String applicationId, byte[] application, List<byte[]> stages, long maxBytes) {
    List<SnapshotPart> parts = new ArrayList<>();
    List<byte[]> batch = new ArrayList<>();
    long size = 0;
    for (byte[] stage : stages) {
      if (!batch.isEmpty() && size + stage.length > maxBytes) {
        parts.add(new SnapshotPart(applicationId, Optional.empty(), batch, false));
        batch = new ArrayList<>();
        size = 0;
      }
      batch.add(stage);
      size += stage.length;
    }
    if (!batch.isEmpty() && size + application.length > maxBytes) {
      parts.add(new SnapshotPart(applicationId, Optional.empty(), batch, false));
      batch = List.of();
    }
    parts.add(new SnapshotPart(applicationId, Optional.of(application), batch, false));
    return parts;
  }

  /** Says that an application no longer belongs to the workload that is the key. */
  public static SnapshotPart goneFrom(String applicationId) {
    return new SnapshotPart(applicationId, Optional.empty(), List.of(), true);
  }

  /** Size of the binary form, about. */
  public long bytes() {
    return stages.stream().mapToLong(stage -> stage.length).sum()
        + application.map(facts -> facts.length).orElse(0);
  }

  @Override
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) bytes() + 128);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeByte((last() ? LAST : 0) | (gone ? GONE : 0));
      out.writeUTF(applicationId);
      if (last()) {
        write(out, application.get());
      }
      out.writeInt(stages.size());
      for (byte[] stage : stages) {
        write(out, stage);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static SnapshotPart fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new SerializationException("unknown version of a snapshot: " + version);
      }
      int flags = in.readUnsignedByte();
      String applicationId = in.readUTF();
      Optional<byte[]> application = (flags & LAST) == 0 ? Optional.empty() : Optional.of(read(in));
      int count = in.readInt();
      List<byte[]> stages = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        stages.add(read(in));
      }
      return new SnapshotPart(applicationId, application, stages, (flags & GONE) != 0);
    } catch (IOException e) {
      throw new SerializationException("the snapshot is cut off", e);
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] read(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("cut off");
    }
    return bytes;
  }
}
