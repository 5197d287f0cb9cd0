package io.attune.registry;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.attune.registry.testrecords.Order;

class WireFormatFuzzTest {

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AttuneAvroSerde<Order> serde = new AttuneAvroSerde<>(registry, Order.class);

  /** Any value is a record or a bad record. */
  @FuzzTest(maxDuration = "2m")
  void reads(byte[] data) {
    registry.register("t-value", Order.getClassSchema());
    try {
      serde.deserializer().deserialize("t", data);
    } catch (BadRecordException e) {
      // As it should be.
    }
  }
}
