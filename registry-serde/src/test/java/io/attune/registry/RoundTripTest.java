package io.attune.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.registry.testrecords.Order;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Properties of arbitrary records and bytes. */
class RoundTripTest {
  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AttuneAvroSerde<Order> serde = new AttuneAvroSerde<>(registry, Order.class);

  @Provide
  Arbitrary<Order> orders() {
    return Orders.any();
  }

  @Property
  void whatWasWrittenIsRead(@ForAll("orders") Order order) {
    byte[] message = serde.serializer().serialize("t", order);
    assertThat(serde.deserializer().deserialize("t", message)).isEqualTo(order);
  }

  @Property(tries = 200)
  void oneInstanceWritesManyRecordsInAnyOrder(
      @ForAll @Size(min = 2, max = 8) List<@net.jqwik.api.From("orders") Order> orders) {
    for (Order order : orders) {
      byte[] kept = serde.serializer().serialize("t", order);
      byte[] fresh = new AttuneAvroSerializer<Order>(registry).serialize("t", order);
      assertThat(kept).isEqualTo(fresh);
    }
  }

  @Property
  void aMessageCutShortIsABadRecord(@ForAll("orders") Order order, @ForAll int where) {
    byte[] message = serde.serializer().serialize("t", order);
    byte[] cut = Arrays.copyOf(message, Math.floorMod(where, message.length));
    assertThatThrownBy(() -> serde.deserializer().deserialize("t", cut))
        .isInstanceOf(BadRecordException.class);
    assertThat(serde.deserializer().deserialize("t", message)).isEqualTo(order);
  }

  @Property
  void anyBytesAreReadOrAreABadRecord(@ForAll byte[] payload) {
    int id = registry.register("t-value", Order.getClassSchema());
    byte[] message = new byte[payload.length + WireFormat.HEADER_LENGTH];
    message[4] = (byte) id;
    System.arraycopy(payload, 0, message, WireFormat.HEADER_LENGTH, payload.length);
    try {
      assertThat(serde.deserializer().deserialize("t", message)).isNotNull();
    } catch (BadRecordException e) {
      assertThat(e.getMessage()).contains("topic t").endsWith(".").doesNotContain("\n");
    }
  }

  @Property
  void anyMessageWithoutAHeaderIsABadRecordOrNamesAnId(@ForAll byte[] message) {
    try {
      serde.deserializer().deserialize("t", message);
    } catch (BadRecordException e) {
      assertThat(e.getMessage()).contains("topic t").endsWith(".");
    }
  }

  @Property
  void theIdTableIsAMap(@ForAll @Size(max = 200) List<Integer> ids) {
    IdTable<Integer> table = new IdTable<>();
    ids.forEach(id -> table.put(id, id));
    ids.forEach(id -> assertThat(table.get(id)).isEqualTo(id));
    ids.forEach(
        id -> {
          if (!ids.contains(id + 1)) {
            assertThat(table.get(id + 1)).isNull();
          }
        });
  }
}
