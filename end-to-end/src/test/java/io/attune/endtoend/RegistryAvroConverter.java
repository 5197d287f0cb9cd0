package io.attune.endtoend;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.apicurio.registry.utils.converter.avro.AvroData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/** Reads Avro in Confluent's wire format into Connect's data; in place of Confluent's own. */
public final class RegistryAvroConverter implements Converter {
  private static final int HEADER = 5;

  private final AvroData data = new AvroData(100);
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
  private String url = "";

  @Override
  public void configure(Map<String, ?> settings, boolean isKey) {
    url = settings.get("schema.registry.url").toString();
  }

  @Override
  public byte[] fromConnectData(
      String topic, org.apache.kafka.connect.data.Schema schema, Object value) {
    throw new DataException("this only reads");
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte[] bytes) {
    if (bytes == null) {
      return SchemaAndValue.NULL;
    }
    Schema schema = schemas.computeIfAbsent(ByteBuffer.wrap(bytes).getInt(1), this::schema);
    try {
      Object record =
          new GenericDatumReader<>(schema)
              .read(
                  null,
                  DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null));
      return data.toConnectData(schema, record);
    } catch (IOException e) {
      throw new DataException(topic + " has a record that is no Avro", e);
    }
  }

  private Schema schema(int id) {
    try {
      String answer =
          http.send(
                  HttpRequest.newBuilder(URI.create(url + "/schemas/ids/" + id)).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return new Schema.Parser().parse(new ObjectMapper().readTree(answer).get("schema").asText());
    } catch (IOException e) {
      throw new DataException("the registry has no schema " + id, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("stopped", e);
    }
  }
}
