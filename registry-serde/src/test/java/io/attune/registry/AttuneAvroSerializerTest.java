package io.attune.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.registry.testrecords.Order;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class AttuneAvroSerializerTest {
  private final CountingClient client = new CountingClient(new InMemorySchemaRegistry());

  @Test
  void writesMagicByteBigEndianIdAndAvro() {
    client.nextId(0x01020304);
    byte[] message = new AttuneAvroSerializer<>(client).serialize("t", "hé");
    assertThat(message).isEqualTo(new byte[] {0, 1, 2, 3, 4, 6, 'h', (byte) 0xc3, (byte) 0xa9});
  }

  @Test
  void leavesNullAlone() {
    assertThat(new AttuneAvroSerializer<>(client).serialize("t", null)).isNull();
  }

  @Test
  void writesPrimitivesAndBareBytesAsConfluentDoes() {
    AttuneAvroSerializer<Object> serializer = new AttuneAvroSerializer<>(client);
    assertThat(serializer.serialize("l", 64L)).endsWith(new byte[] {(byte) 0x80, 1}).hasSize(7);
    assertThat(serializer.serialize("b", true)).endsWith(new byte[] {1}).hasSize(6);
    assertThat(serializer.serialize("y", new byte[] {9, 8})).endsWith(new byte[] {9, 8}).hasSize(7);
    assertThat(serializer.serialize("y", ByteBuffer.wrap(new byte[] {7, 6, 5}, 1, 2)))
        .endsWith(new byte[] {6, 5})
        .hasSize(7);
    AttuneAvroDeserializer<Object> deserializer = new AttuneAvroDeserializer<>(client);
    assertThat(deserializer.deserialize("y", serializer.serialize("y", new byte[] {9, 8})))
        .isEqualTo(ByteBuffer.wrap(new byte[] {9, 8}));
    assertThat(deserializer.deserialize("d", serializer.serialize("d", 1.5))).isEqualTo(1.5);
    assertThat(deserializer.deserialize("f", serializer.serialize("f", 2.5f))).isEqualTo(2.5f);
    assertThat(deserializer.deserialize("i", serializer.serialize("i", -3))).isEqualTo(-3);
  }

  @Test
  void refusesWhatIsNoAvroType() {
    assertThatThrownBy(() -> new AttuneAvroSerializer<>(client).serialize("t", new Thread()))
        .isInstanceOf(SerializationException.class)
        .hasMessageStartingWith("A java.lang.Thread is not an Avro type");
  }

  @Test
  void asksTheRegistryOncePerTopicAndSchemaObject() {
    AttuneAvroSerializer<Object> serializer = new AttuneAvroSerializer<>(client);
    for (int i = 0; i < 10; i++) {
      serializer.serialize("a", Orders.order(i));
      serializer.serialize("b", Orders.order(i));
    }
    assertThat(client.calls()).isEqualTo(2);
    assertThat(client.subjects()).containsExactly("a-value", "b-value");
  }

  @Test
  void remembersNoMoreSchemasThanAllowed() {
    AttuneAvroSerializer<Object> serializer =
        new AttuneAvroSerializer<>(
            client, Map.of(RegistryConfig.MAX_SCHEMAS_PER_SUBJECT, "2"), false);
    for (int i = 0; i < 5; i++) {
      Schema anew = SchemaBuilder.record("R").fields().requiredInt("a").endRecord();
      GenericRecord record = new GenericData.Record(anew);
      record.put("a", i);
      serializer.serialize("t", record);
    }
    assertThat(client.calls()).isEqualTo(5);
    assertThat(client.versions("t-value")).containsExactly(1);
  }

  @Test
  void namesTheSubjectByStrategy() {
    for (String name :
        new String[] {
          "TopicRecordName",
          "TopicRecordNameStrategy",
          "TOPIC_RECORD_NAME",
          "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy"
        }) {
      assertThat(subjectUnder(RegistryConfig.VALUE_SUBJECT_NAME_STRATEGY, name, false))
          .isEqualTo("t-io.attune.registry.testrecords.Order");
    }
    assertThat(subjectUnder(RegistryConfig.KEY_SUBJECT_NAME_STRATEGY, "RecordNameStrategy", true))
        .isEqualTo("io.attune.registry.testrecords.Order");
    assertThat(subjectUnder("unrelated", "x", true)).isEqualTo("t-key");
    assertThat(
            subjectUnder(
                RegistryConfig.VALUE_SUBJECT_NAME_STRATEGY, Shouting.class.getName(), false))
        .isEqualTo("T!");
  }

  private static String subjectUnder(String property, String strategy, boolean isKey) {
    InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    new AttuneAvroSerializer<>(registry, Map.of(property, strategy), isKey)
        .serialize("t", Orders.order(1));
    return registry.subjects().get(0);
  }

  /** A user's strategy. */
  public static final class Shouting implements SubjectNameStrategy {
    @Override
    public String subject(String topic, boolean isKey, Schema schema) {
      return topic.toUpperCase(java.util.Locale.ROOT) + "!";
    }
  }

  @Test
  void saysWhichStrategiesThereAre() {
    assertThatThrownBy(
            () -> subjectUnder(RegistryConfig.VALUE_SUBJECT_NAME_STRATEGY, "no.Such", false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("value.subject.name.strategy names the class no.Such")
        .hasMessageContaining("TopicNameStrategy, RecordNameStrategy");
    assertThatThrownBy(
            () ->
                new AttuneAvroSerializer<>(
                        client,
                        Map.of(RegistryConfig.VALUE_SUBJECT_NAME_STRATEGY, "RecordName"),
                        false)
                    .serialize("t", "text"))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("The value is a string");
  }

  @Test
  void doesNotRegisterWhereThatIsForbidden() {
    AttuneAvroSerializer<Object> serializer =
        new AttuneAvroSerializer<>(client, Map.of(RegistryConfig.AUTO_REGISTER, "false"), false);
    assertThatThrownBy(() -> serializer.serialize("t", Orders.order(1)))
        .isInstanceOf(SerializationException.class)
        .isNotInstanceOf(BadRecordException.class)
        .hasMessage(
            "Schema io.attune.registry.testrecords.Order is not registered under subject t-value;"
                + " register it, or set auto.register.schemas=true.");
    int id = client.register("t-value", Order.getClassSchema());
    assertThat(WireFormat.schemaId(serializer.serialize("t", Orders.order(1)))).isEqualTo(id);
  }

  @Test
  void saysThatTheRegistryFindsTheSchemaIncompatible() {
    client.register("t-value", Schema.create(Schema.Type.LONG));
    assertThatThrownBy(() -> new AttuneAvroSerializer<>(client).serialize("t", Orders.order(1)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("incompatible with the earlier versions of subject t-value");
  }

  @Test
  void writesWithTheLatestVersionWhateverTheOrderOfItsFields() {
    Schema latest =
        SchemaBuilder.record("R")
            .fields()
            .name("c")
            .type()
            .intType()
            .intDefault(9)
            .requiredString("b")
            .requiredInt("a")
            .endRecord();
    Schema own =
        SchemaBuilder.record("R").fields().requiredInt("a").requiredString("b").endRecord();
    int id = client.register("t-value", latest);
    GenericRecord record = new GenericData.Record(own);
    record.put("a", 1);
    record.put("b", "x");

    byte[] message = latestWriter("-1").serialize("t", record);

    assertThat(WireFormat.schemaId(message)).isEqualTo(id);
    Object read = new AttuneAvroDeserializer<>(client).deserialize("t", message);
    assertThat(read.toString()).isEqualTo("{\"c\": 9, \"b\": \"x\", \"a\": 1}");
  }

  @Test
  void refusesALatestVersionThatCannotHoldTheRecord() {
    client.register(
        "t-value",
        SchemaBuilder.record("R").fields().requiredInt("a").requiredInt("z").endRecord());
    Schema own = SchemaBuilder.record("R").fields().requiredInt("a").endRecord();
    GenericRecord record = new GenericData.Record(own);
    record.put("a", 1);
    assertThatThrownBy(() -> latestWriter("-1").serialize("t", record))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("cannot be written with the latest version of subject t-value")
        .hasMessageContaining("latest.compatibility.strict=false");
  }

  private AttuneAvroSerializer<Object> latestWriter(String ttl) {
    return new AttuneAvroSerializer<>(client, latestConfig(ttl), false);
  }

  private static Map<String, String> latestConfig(String ttl) {
    return Map.of(
        RegistryConfig.AUTO_REGISTER,
        "false",
        RegistryConfig.USE_LATEST_VERSION,
        "true",
        RegistryConfig.LATEST_CACHE_TTL_SEC,
        ttl);
  }

  @Test
  void asksForTheLatestVersionAgainWhenItsTimeIsUp() {
    AtomicLong now = new AtomicLong();
    AttuneAvroSerializer<Object> serializer =
        new AttuneAvroSerializer<>(client, latestConfig("60"), false, now::get);
    Schema first = SchemaBuilder.record("R").fields().requiredInt("a").endRecord();
    GenericRecord record = new GenericData.Record(first);
    record.put("a", 1);
    int one = client.register("t-value", first);
    assertThat(WireFormat.schemaId(serializer.serialize("t", record))).isEqualTo(one);
    int two =
        client.register(
            "t-value",
            SchemaBuilder.record("R").fields().requiredInt("a").optionalInt("b").endRecord());
    now.set(TimeUnit.SECONDS.toNanos(59));
    assertThat(WireFormat.schemaId(serializer.serialize("t", record))).isEqualTo(one);
    now.set(TimeUnit.SECONDS.toNanos(60));
    assertThat(WireFormat.schemaId(serializer.serialize("t", record))).isEqualTo(two);
  }

  @Test
  void leavesNothingOfAFailedRecordInTheNextMessage() {
    AttuneAvroSerializer<Object> serializer = new AttuneAvroSerializer<>(client);
    byte[] before = serializer.serialize("t", Orders.order(5));
    Order broken = Orders.order(5);
    broken.setStatus(null);
    assertThatThrownBy(() -> serializer.serialize("t", broken))
        .isInstanceOf(SerializationException.class)
        .hasMessageStartingWith(
            "The value for topic t does not fit its schema io.attune.registry.testrecords.Order");
    assertThat(serializer.serialize("t", Orders.order(5))).isEqualTo(before);
  }

  @Test
  void convertsLogicalTypesOfGenericRecordsWhereAsked() {
    Schema date = LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
    Schema schema = SchemaBuilder.record("D").fields().name("d").type(date).noDefault().endRecord();
    GenericRecord record = new GenericData.Record(schema);
    record.put("d", LocalDate.of(2026, 1, 2));
    AttuneAvroSerde<GenericRecord> serde =
        new AttuneAvroSerde<>(
            client, Map.of(RegistryConfig.LOGICAL_TYPE_CONVERTERS, "true"), false);
    byte[] message = serde.serializer().serialize("t", record);
    assertThat(serde.deserializer().deserialize("t", message).get("d"))
        .isEqualTo(LocalDate.of(2026, 1, 2));
    assertThat(new AttuneAvroDeserializer<GenericRecord>(client).deserialize("t", message).get("d"))
        .isEqualTo(20_455);
  }

  @Test
  void saysThatItIsNotConfigured() {
    assertThatThrownBy(() -> new AttuneAvroSerializer<>().serialize("t", "x"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("not configured");
    assertThatThrownBy(() -> new AttuneAvroSerializer<>().configure(Map.of(), false))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("schema.registry.url is missing");
  }
}
