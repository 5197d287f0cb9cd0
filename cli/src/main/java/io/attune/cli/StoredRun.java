package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Run;
import io.attune.advisor.statistics.StageState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A run that was read and is kept in a spool, in the form in which the pipeline stores it.
 *
 * @param workload its workload
 * @param applicationId Spark's id
 * @param start when it started; the epoch when that is not known
 * @param ended whether it has ended
 * @param log the log that it was read from
 * @param slice where it is kept
 */
record StoredRun(
    String workload,
    String applicationId,
    Instant start,
    boolean ended,
    String log,
    Spool.Slice slice) {

  /** As the runs of a workload are judged. */
  static final Comparator<StoredRun> BY_START =
      Comparator.comparing(StoredRun::start).thenComparing(StoredRun::applicationId);

  StoredRun {
    requireNonNull(workload, "workload is null");
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(start, "start is null");
    requireNonNull(log, "log is null");
    requireNonNull(slice, "slice is null");
  }

  /** Keeps a run. */
  static StoredRun of(Run run, String log, Spool spool) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(run.application().toBytes(), out);
      for (StageState stage : run.stages()) {
        write(stage.toBytes(), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new StoredRun(
        run.workload(),
        run.applicationId(),
        run.application().start().orElse(Instant.EPOCH),
        run.application().ended(),
        log,
        spool.add(bytes.toByteArray()));
  }

  private static void write(byte[] part, DataOutputStream out) throws IOException {
    out.writeInt(part.length);
    out.write(part);
  }

  /** Gives the run back. */
  Run run(Spool spool) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(spool.read(slice)))) {
      ApplicationState application = ApplicationState.fromBytes(in.readNBytes(in.readInt()));
      List<StageState> stages = new ArrayList<>();
      while (in.available() > 0) {
        stages.add(StageState.fromBytes(in.readNBytes(in.readInt())));
      }
      return new Run(application, stages);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
