package io.attune.streams.handover;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.attune.advisor.state.StateFormatException;

class AdviseInputFuzzTest {

  /** Any bytes on the repartition topic are a snapshot or a decision, or damaged. */
  @FuzzTest(maxDuration = "2m")
  void reads(byte[] data) {
    try {
      AdviseInput.serde().deserializer().deserialize("t", data);
    } catch (StateFormatException e) {
      // As it should be.
    }
  }
}
