package io.attune.streams.handover;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.testing.StateFormatContract;
import io.attune.advisor.testing.StateTexts;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

class SnapshotPartFormatTest extends StateFormatContract<SnapshotPart> {
  @Override
  protected StateFormat<SnapshotPart> format() {
    return SnapshotPart.FORMAT;
  }

  /** Its parts are whatever the application and its stages write: any bytes here. */
  @Override
  protected SnapshotPart example() {
    return new SnapshotPart(
        "app-à-1",
        Optional.of(new byte[] {1, 2, 3}),
        List.of(new byte[] {4, 5}, new byte[0], new byte[200]),
        true);
  }

  @Override
  protected String text(SnapshotPart part) {
    String head = "application " + part.applicationId() + (part.gone() ? ", gone\n" : "\n");
    return part.gone() ? head + hex(part) : head + facts(part);
  }

  private static String hex(SnapshotPart part) {
    HexFormat hex = HexFormat.of();
    return "facts "
        + part.application().map(hex::formatHex)
        + "\nstages "
        + part.stages().stream().map(hex::formatHex).toList()
        + "\n";
  }

  private static String facts(SnapshotPart part) {
    return part.readApplication().map(StateTexts::of).orElse("no facts\n")
        + part.readStages().stream().map(StateTexts::of).collect(Collectors.joining());
  }
}
