package io.attune.advisor.state;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.assess.AdviceLedger;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.statistics.StageState;
import java.util.Arrays;

class StoredStateFuzzTest {

  /** Any bytes are a state, which can be written and read again, or damaged. */
  @FuzzTest(maxDuration = "2m")
  void reads(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
    try {
      switch (Math.floorMod(data[0], 4)) {
        case 0 -> StageState.fromBytes(StageState.fromBytes(bytes).toBytes());
        case 1 -> ApplicationState.fromBytes(ApplicationState.fromBytes(bytes).toBytes());
        case 2 -> WorkloadHistory.fromBytes(WorkloadHistory.fromBytes(bytes).toBytes());
        default -> AdviceLedger.fromBytes(AdviceLedger.fromBytes(bytes).toBytes());
      }
    } catch (StateFormatException e) {
      // As it should be.
    }
  }
}
