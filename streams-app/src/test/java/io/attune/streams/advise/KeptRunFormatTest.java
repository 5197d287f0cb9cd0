package io.attune.streams.advise;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.state.StateFormat;
import io.attune.advisor.testing.StateFormatContract;
import io.attune.advisor.testing.StateTexts;
import java.util.HexFormat;

class KeptRunFormatTest extends StateFormatContract<KeptRun> {
  /** An application of version 2 of which only its id is known. */
  private static final byte[] APPLICATION =
      HexFormat.of()
          .parseHex("0200126170702d32303236303130352d30303031000000000000000000000000000000");

  @Override
  protected StateFormat<KeptRun> format() {
    return KeptRun.FORMAT;
  }

  @Override
  protected KeptRun example() {
    KeptRun run = new KeptRun();
    run.snapshotCame(1_767_578_400_123L);
    run.due(1_768_183_200_456L);
    run.addStage(7, 1);
    run.addStage(0, 0);
    run.addStage(7, 0);
    run.application(ApplicationState.fromBytes(APPLICATION), APPLICATION);
    return run;
  }

  @Override
  protected String text(KeptRun run) {
    return "snapshot "
        + run.snapshotMs()
        + "\ndue "
        + run.dueMs()
        + "\nstages "
        + run.stages()
        + "\n"
        + KeptRun.application(null, null, run).map(StateTexts::of).orElse("no application\n");
  }
}
