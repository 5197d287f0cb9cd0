package io.attune.streams.handover;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormat.Versions;
import io.attune.advisor.state.StateFormatException;
import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.advisor.statistics.StageState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
  static final StateFormat<SnapshotPart> FORMAT =
      StateFormat.plain("snapshot", Versions.only(1), SnapshotPart::write, SnapshotPart::read);

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

  /**
   * The facts about the application, decoded.
   *
   * @throws StateFormatException when they cannot be read
   */
  public Optional<ApplicationState> readApplication() {
    return application.map(ApplicationState::fromBytes);
  }

  /**
   * The statistics of the stages, decoded.
   *
   * @throws StateFormatException when one of them cannot be read
   */
  public List<StageState> readStages() {
    return stages.stream().map(StageState::fromBytes).toList();
  }

  /** Size of the binary form, about. */
  public long bytes() {
    return stages.stream().mapToLong(stage -> stage.length).sum()
        + application.map(facts -> facts.length).orElse(0);
  }

  @Override
  public byte[] toBytes() {
    return FORMAT.toBytes(this);
  }

  private void write(StateWriter out) {
    out.writeByte((last() ? LAST : 0) | (gone ? GONE : 0)).writeModifiedUtf8(applicationId);
    application.ifPresent(out::writeBytes32);
    out.writeInt32(stages.size());
    stages.forEach(out::writeBytes32);
  }

  private static SnapshotPart read(StateReader in) {
    int flags = in.readByte();
    String applicationId = in.readModifiedUtf8();
    Optional<byte[]> application =
        (flags & LAST) == 0 ? Optional.empty() : Optional.of(in.readBytes32());
    List<byte[]> stages = new ArrayList<>();
    for (int left = in.readLength32(); left > 0; left--) {
      stages.add(in.readBytes32());
    }
    return new SnapshotPart(applicationId, application, stages, (flags & GONE) != 0);
  }
}
