package io.attune.streams.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/**
 * Keys have no version: one that is written in another way finds nothing of what is stored, in
 * silence. So their bytes stay as they are for ever.
 */
class StoredKeysTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void a_stage_is_its_application_a_zero_and_two_numbers() {
    StageId stage = new StageId("app-à-1", 258, 3);
    String stored = "6170702dc3a02d31" + "00" + "00000102" + "00000003";

    assertThat(HEX.formatHex(StageId.CODEC.encode(stage))).isEqualTo(stored);
    assertThat(StageId.CODEC.decode(HEX.parseHex(stored))).isEqualTo(stage);
    assertThat(HEX.formatHex(StageId.prefix("app-à-1"))).isEqualTo("6170702dc3a02d3100");
  }

  @Test
  void what_is_due_is_its_time_and_its_name() {
    KeyValueStore<Bytes, byte[]> below = Stores.inMemoryKeyValueStore("due").get();
    below.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), below);
    TimeIndex index = new TimeIndex(below);
    String stored = "0000019b8be3cc7b" + "6170702dc3a02d31";

    index.add(1_767_578_520_699L, "app-à-1");

    assertThat(below.get(Bytes.wrap(HEX.parseHex(stored)))).isEmpty();
    assertThat(index.due(Long.MAX_VALUE - 1, 2))
        .containsExactly(new TimeIndex.Due(1_767_578_520_699L, "app-à-1"));
  }

  @Test
  void an_application_or_a_workload_is_its_text() {
    String name = "nightly orders/à la carte";

    assertThat(StateCodec.utf8().encode(name)).isEqualTo(name.getBytes(StandardCharsets.UTF_8));
    assertThat(StateCodec.utf8().decode(name.getBytes(StandardCharsets.UTF_8))).isEqualTo(name);
  }
}
