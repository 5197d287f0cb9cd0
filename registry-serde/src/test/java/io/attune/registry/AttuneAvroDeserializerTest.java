package io.attune.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.registry.testrecords.Order;
import io.attune.registry.testrecords.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class AttuneAvroDeserializerTest {
  private final CountingClient client = new CountingClient(new InMemorySchemaRegistry());
  private final AttuneAvroSerializer<Object> serializer = new AttuneAvroSerializer<>(client);

  private static Map<String, String> specific(boolean wanted) {
    return Map.of(RegistryConfig.SPECIFIC_READER, Boolean.toString(wanted));
  }

  @Test
  void readsIntoTheGeneratedClassIfThereIsOne() {
    byte[] message = serializer.serialize("t", Orders.order(1));
    assertThat(new AttuneAvroDeserializer<>(client).deserialize("t", message))
        .isEqualTo(Orders.order(1));
    assertThat(
            new AttuneAvroDeserializer<>(client, specific(true), false).deserialize("t", message))
        .isEqualTo(Orders.order(1));
    assertThat(
            new AttuneAvroDeserializer<>(client, specific(false), false).deserialize("t", message))
        .isInstanceOf(GenericRecord.class);
  }

  @Test
  void readsIntoAGenericRecordIfThereIsNoClass() {
    GenericRecord record =
        new GenericData.Record(
            SchemaBuilder.record("Nowhere").fields().requiredInt("a").endRecord());
    record.put("a", 5);
    byte[] message = serializer.serialize("t", record);
    assertThat(new AttuneAvroDeserializer<>(client).deserialize("t", message)).isEqualTo(record);
    assertThatThrownBy(
            () ->
                new AttuneAvroDeserializer<>(client, specific(true), false)
                    .deserialize("t", message))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("of record Nowhere, for which no generated class");
  }

  @Test
  void readsNoClassThatAvroDidNotGenerate() {
    GenericRecord record =
        new GenericData.Record(
            SchemaBuilder.record("java.lang.Thread").fields().requiredInt("a").endRecord());
    record.put("a", 5);
    byte[] message = serializer.serialize("t", record);
    assertThat(new AttuneAvroDeserializer<>(client).deserialize("t", message)).isEqualTo(record);
  }

  @Test
  void resolvesOldAndNewWritersToItsOwnShape() {
    Schema older =
        SchemaBuilder.record("io.attune.registry.testrecords.Order")
            .fields()
            .requiredString("customer")
            .requiredBoolean("gone")
            .requiredInt("id")
            .requiredLong("placedAt")
            .endRecord();
    GenericRecord record = new GenericData.Record(older);
    record.put("customer", "Ada");
    record.put("gone", true);
    record.put("id", 3);
    record.put("placedAt", 0L);
    byte[] message = serializer.serialize("t", record);

    Order order = new AttuneAvroDeserializer<>(client, Order.class).deserialize("t", message);

    assertThat(order.getId()).isEqualTo(3L);
    assertThat(order.getStatus()).isEqualTo(Status.UNKNOWN);
    assertThat(order.getLines()).isEmpty();
  }

  @Test
  void readsAnEnumSymbolOfTheFutureAsItsDefault() {
    Schema newer =
        new Schema.Parser()
            .parse(
                Order.getClassSchema()
                    .toString()
                    .replace("\"SHIPPED\"]", "\"SHIPPED\",\"RETURNED\"]"));
    GenericRecord record = new GenericData.Record(newer);
    record.put("id", 1L);
    record.put("customer", "Ada");
    record.put("placedAt", 0L);
    record.put("status", new GenericData.EnumSymbol(newer.getField("status").schema(), "RETURNED"));
    record.put("lines", List.of());
    record.put("labels", Map.of());
    byte[] message = serializer.serialize("t", record);
    assertThat(
            new AttuneAvroDeserializer<>(client, Order.class).deserialize("t", message).getStatus())
        .isEqualTo(Status.UNKNOWN);
  }

  @Test
  void readsIntoTheConfiguredClass() {
    AttuneAvroDeserializer<Object> deserializer =
        new AttuneAvroDeserializer<>(
            client, Map.of(RegistryConfig.SPECIFIC_VALUE_TYPE, Order.class), false);
    assertThat(deserializer.deserialize("t", serializer.serialize("t", Orders.order(1))))
        .isEqualTo(Orders.order(1));
    assertThatThrownBy(() -> deserializer.deserialize("u", serializer.serialize("u", 5L)))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("does not decode with schema id");
    assertThatThrownBy(
            () ->
                new AttuneAvroDeserializer<>(
                    client, Map.of(RegistryConfig.SPECIFIC_VALUE_TYPE, "no.Such"), false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("specific.avro.value.type names the class no.Such");
    assertThatThrownBy(() -> new AttuneAvroDeserializer<>(client, String.class))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("java.lang.String is not a record class generated by Avro");
  }

  @Test
  void fillsARecordThatIsNoLongerNeeded() {
    AttuneAvroDeserializer<Order> deserializer = new AttuneAvroDeserializer<>(client, Order.class);
    Order old = deserializer.deserialize("t", serializer.serialize("t", Orders.order(1)));
    Order read = deserializer.deserialize("t", serializer.serialize("t", Orders.order(2)), old);
    assertThat(read).isSameAs(old).isEqualTo(Orders.order(2));
  }

  @Test
  void asksTheRegistryOncePerId() {
    byte[] one = serializer.serialize("t", Orders.order(1));
    byte[] two = serializer.serialize("u", 5L);
    int before = client.calls();
    AttuneAvroDeserializer<Object> deserializer = new AttuneAvroDeserializer<>(client);
    for (int i = 0; i < 5; i++) {
      deserializer.deserialize("t", one);
      deserializer.deserialize("u", two);
    }
    assertThat(client.calls() - before).isEqualTo(2);
  }

  @Test
  void leavesNullAlone() {
    assertThat(new AttuneAvroDeserializer<>(client).deserialize("t", null)).isNull();
  }

  @Test
  void saysWhatIsWrongWithABadRecord() {
    byte[] good = serializer.serialize("t", Orders.order(1));
    byte[] magic = good.clone();
    magic[0] = 0x7b;
    assertBad(
        magic,
        "The value on topic t starts with byte 0x7b instead of the magic byte 0x00, so it was not"
            + " written by a schema registry serializer.");
    assertBad(
        new byte[] {0, 0, 1},
        "The value on topic t is 3 bytes long, too short for the magic byte and the schema id (5"
            + " bytes).");
    assertBad(
        new byte[0],
        "The value on topic t is 0 bytes long, too short for the magic byte and the schema id (5"
            + " bytes).");
    assertBad(
        Arrays.copyOf(good, good.length - 1),
        "The value on topic t does not decode with schema id 1"
            + " (io.attune.registry.testrecords.Order): ");
    assertBad(
        Arrays.copyOf(good, good.length + 1),
        "The value on topic t has bytes left over after a datum of schema id 1"
            + " (io.attune.registry.testrecords.Order).");
    byte[] unknown = good.clone();
    unknown[3] = 0x10;
    assertThatThrownBy(() -> new AttuneAvroDeserializer<>(client).deserialize("t", unknown))
        .isInstanceOf(BadRecordException.class)
        .hasMessageStartingWith("The value on topic t names schema id 4097, which ");
  }

  private void assertBad(byte[] message, String sentence) {
    assertThatThrownBy(() -> new AttuneAvroDeserializer<>(client).deserialize("t", message))
        .isInstanceOf(BadRecordException.class)
        .hasMessageStartingWith(sentence)
        .satisfies(e -> assertThat(BadRecords.isBadRecord(e)).isTrue());
  }

  @Test
  void toleratesTrailingBytesWhereAsked() {
    byte[] good = serializer.serialize("t", Orders.order(1));
    assertThat(
            new AttuneAvroDeserializer<>(
                    client, Map.of(RegistryConfig.FAIL_ON_TRAILING_DATA, "false"), false)
                .deserialize("t", Arrays.copyOf(good, good.length + 3)))
        .isEqualTo(Orders.order(1));
  }

  @Test
  void servesManyThreadsAtOnce() throws Exception {
    AttuneAvroSerde<Order> serde = new AttuneAvroSerde<>(client, Order.class);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Void>> work = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        long seed = thread * 10_000L;
        work.add(
            () -> {
              for (long id = seed; id < seed + 2_000; id++) {
                byte[] message = serde.serializer().serialize("t" + id % 3, Orders.order(id));
                assertThat(serde.deserializer().deserialize("t", message).getId()).isEqualTo(id);
              }
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
