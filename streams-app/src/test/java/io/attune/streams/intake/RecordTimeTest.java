package io.attune.streams.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTimeTest {
  @Test
  void aTimeThatHasPassedStands() {
    assertThat(extract(1_700_000_000_000L)).isEqualTo(1_700_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -5, -1, Long.MAX_VALUE})
  void anyOtherIsReplacedByNow(long time) {
    long before = System.currentTimeMillis();
    assertThat(extract(time)).isBetween(before, before + 60_000);
  }

  private static long extract(long time) {
    return new RecordTime()
        .extract(
            new ConsumerRecord<>(
                "in",
                0,
                0,
                time,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                null,
                new RecordHeaders(),
                Optional.empty()),
            -1);
  }
}
