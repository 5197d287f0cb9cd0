package io.attune.advisor.testing;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Run;
import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormat.Versions;
import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.advisor.statistics.StageState;
import java.util.ArrayList;
import java.util.List;

/**
 * What is handed over when something has happened to an application: all about the application, and
 * the stage attempts that have changed since the last time.
 *
 * @param application the application
 * @param changedStages stage attempts that have changed
 */
public record RunSnapshot(ApplicationState application, List<StageState> changedStages) {
  private static final StateFormat<RunSnapshot> FORMAT =
      StateFormat.plain("run snapshot", Versions.only(1), RunSnapshot::write, RunSnapshot::read);

  /** Copies the stages. */
  public RunSnapshot {
    requireNonNull(application, "application is null");
    changedStages = List.copyOf(changedStages);
  }

  /** A whole run as a snapshot. */
  public static RunSnapshot of(Run run) {
    return new RunSnapshot(run.application(), run.stages());
  }

  /** As a run that knows nothing but this. */
  public Run toRun() {
    return new Run(application, changedStages);
  }

  /** The binary form. */
  public byte[] toBytes() {
    return FORMAT.toBytes(this);
  }

  /**
   * Reads the binary form.
   *
   * @throws io.attune.advisor.state.StateFormatException when the bytes are damaged or of an
   *     unknown version
   */
  public static RunSnapshot fromBytes(byte[] bytes) {
    return FORMAT.fromBytes(bytes);
  }

  private void write(StateWriter out) {
    out.writeBytes(application.toBytes()).writeUnsigned(changedStages.size());
    for (StageState stage : changedStages) {
      out.writeBytes(stage.toBytes());
    }
  }

  private static RunSnapshot read(StateReader in) {
    ApplicationState application = ApplicationState.fromBytes(in.readBytes());
    int length = in.readLength();
    List<StageState> stages = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      stages.add(StageState.fromBytes(in.readBytes()));
    }
    return new RunSnapshot(application, stages);
  }
}
