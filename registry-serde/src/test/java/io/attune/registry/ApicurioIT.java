package io.attune.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.registry.testing.ApicurioProcess;
import io.attune.registry.testing.SchemaRegistryContract;
import io.attune.registry.testrecords.Line;
import io.attune.registry.testrecords.Order;
import io.attune.registry.testrecords.Status;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract and the wire format against Apicurio. */
class ApicurioIT extends SchemaRegistryContract {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static ApicurioProcess apicurio;

  @BeforeAll
  static void start() throws Exception {
    apicurio = ApicurioProcess.start();
  }

  @AfterAll
  static void stop() {
    if (apicurio != null) {
      apicurio.close();
    }
  }

  @Override
  protected SchemaRegistryClient newClient() {
    return SchemaRegistryClients.from(
        new RegistryConfig(Map.of(RegistryConfig.URL, apicurio.url())));
  }

  @Test
  void whatIsWrittenHereDecodesWithPlainHttpAndPlainAvro() throws Exception {
    Order order =
        Order.newBuilder()
            .setId(42)
            .setCustomer("Grace")
            .setPlacedAt(Instant.ofEpochMilli(1_700_000_000_123L))
            .setStatus(Status.OPEN)
            .setLines(List.of(new Line("nut", 3), new Line("bolt", -1)))
            .setLabels(Map.of("colour", "blue"))
            .setNote("as agreed")
            .build();
    AttuneAvroSerializer<Order> serializer = new AttuneAvroSerializer<>();
    serializer.configure(Map.of(RegistryConfig.URL, apicurio.url()), false);

    ByteBuffer message = ByteBuffer.wrap(serializer.serialize("wire-out", order));
    serializer.close();

    assertThat(message.get()).isZero();
    int id = message.getInt();
    Schema schema = new Schema.Parser().parse(get("/schemas/ids/" + id).get("schema").asText());
    GenericRecord read =
        new GenericDatumReader<GenericRecord>(schema)
            .read(
                null,
                DecoderFactory.get()
                    .binaryDecoder(message.array(), message.position(), message.remaining(), null));
    assertThat(read.get("id")).isEqualTo(42L);
    assertThat(read.get("customer").toString()).isEqualTo("Grace");
    assertThat(read.get("placedAt")).isEqualTo(1_700_000_000_123L);
    assertThat(read.get("status").toString()).isEqualTo("OPEN");
    assertThat(read.get("lines").toString())
        .isEqualTo(
            "[{\"article\": \"nut\", \"pieces\": 3}, {\"article\": \"bolt\", \"pieces\": -1}]");
    assertThat(read.get("note").toString()).isEqualTo("as agreed");
    assertThat(get("/subjects/wire-out-value/versions/latest").get("id").asInt()).isEqualTo(id);
  }

  @Test
  void whatWasRegisteredAndWrittenByHandIsReadHere() throws Exception {
    // An older producer: fewer fields, another order, one field that was removed since.
    String text =
        "{\"type\":\"record\",\"name\":\"Order\",\"namespace\":\"io.attune.registry.testrecords\","
            + "\"fields\":[{\"name\":\"customer\",\"type\":\"string\"},"
            + "{\"name\":\"gone\",\"type\":\"double\"},"
            + "{\"name\":\"id\",\"type\":\"int\"},"
            + "{\"name\":\"placedAt\",\"type\":{\"type\":\"long\","
            + "\"logicalType\":\"timestamp-millis\"}}]}";
    int id =
        post("/subjects/wire-in-value/versions", JSON.createObjectNode().put("schema", text))
            .get("id")
            .asInt();
    Schema schema = new Schema.Parser().parse(text);
    GenericRecord written = new GenericData.Record(schema);
    written.put("customer", "Edsger");
    written.put("gone", 1.5);
    written.put("id", 11);
    written.put("placedAt", 86_400_000L);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream header = new DataOutputStream(bytes);
    header.writeByte(0);
    header.writeInt(id);
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(schema).write(written, encoder);
    encoder.flush();

    AttuneAvroDeserializer<Order> deserializer = new AttuneAvroDeserializer<>();
    deserializer.configure(Map.of(RegistryConfig.URL, apicurio.url()), false);
    Order read = deserializer.deserialize("wire-in", bytes.toByteArray());
    deserializer.close();

    assertThat(read.getCustomer()).isEqualTo("Edsger");
    assertThat(read.getId()).isEqualTo(11L);
    assertThat(read.getPlacedAt()).isEqualTo(Instant.ofEpochMilli(86_400_000L));
    assertThat(read.getStatus()).isEqualTo(Status.UNKNOWN);
    assertThat(read.getLines()).isEmpty();
    assertThat(read.getNote()).isNull();
  }

  @Test
  void readsASchemaThatRefersToAnother() throws Exception {
    String inner =
        "{\"type\":\"record\",\"name\":\"Inner\",\"namespace\":\"ref\","
            + "\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}";
    String outer =
        "{\"type\":\"record\",\"name\":\"Outer\",\"namespace\":\"ref\","
            + "\"fields\":[{\"name\":\"inner\",\"type\":\"ref.Inner\"}]}";
    post("/subjects/ref-inner/versions", JSON.createObjectNode().put("schema", inner));
    com.fasterxml.jackson.databind.node.ObjectNode body =
        JSON.createObjectNode().put("schema", outer).put("schemaType", "AVRO");
    body.putArray("references")
        .addObject()
        .put("name", "ref.Inner")
        .put("subject", "ref-inner")
        .put("version", 1);
    int id = post("/subjects/ref-outer/versions", body).get("id").asInt();

    Schema schema = newClient().schemaById(id);

    assertThat(schema.getField("inner").schema().getField("x").schema().getType())
        .isEqualTo(Schema.Type.INT);
  }

  @Test
  void anUnknownIdIsABadRecord() {
    AttuneAvroDeserializer<Object> deserializer = new AttuneAvroDeserializer<>(newClient());
    assertThatThrownBy(
            () -> deserializer.deserialize("t", new byte[] {0, 0x7f, 0x11, 0x22, 0x33, 1}))
        .isInstanceOf(BadRecordException.class)
        .hasMessage(
            "The value on topic t names schema id 2131829299, which the schema registry at "
                + apicurio.url()
                + " does not know.");
  }

  private static JsonNode get(String path) throws Exception {
    return answer(HttpRequest.newBuilder(URI.create(apicurio.url() + path)).build());
  }

  private static JsonNode post(String path, JsonNode body) throws Exception {
    return answer(
        HttpRequest.newBuilder(URI.create(apicurio.url() + path))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build());
  }

  private static JsonNode answer(HttpRequest request) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }
}
