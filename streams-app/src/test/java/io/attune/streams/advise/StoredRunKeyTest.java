package io.attune.streams.advise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Keys have no version: their bytes stay as they are for ever. */
class StoredRunKeyTest {
  @Test
  void a_run_is_its_workload_a_zero_and_its_application() {
    RunKey run = new RunKey("à la/carte", "app-1");
    String stored = "c3a0206c612f6361727465" + "00" + "6170702d31";

    assertThat(HexFormat.of().formatHex(RunKey.CODEC.encode(run))).isEqualTo(stored);
    assertThat(RunKey.CODEC.decode(HexFormat.of().parseHex(stored))).isEqualTo(run);
  }
}
