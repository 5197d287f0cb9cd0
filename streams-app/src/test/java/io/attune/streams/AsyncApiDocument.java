package io.attune.streams;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.schemas.Decision;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.Forecast;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LogPosition;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.schemas.StageStatistics;
import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Writes {@code docs/asyncapi.json}: the topics as AsyncAPI 3.0 describes them. */
final class AsyncApiDocument {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BINDING = "0.5.0";

  /** Of a Kafka record that is an event of CloudEvents: what each header says. */
  private static final Map<String, String> CLOUD_EVENTS = cloudEvents();

  /** Headers of events that are there when there is something to say. */
  private static final List<String> OPTIONAL =
      List.of("content-type", "ce_attuneowner", "ce_attuneplatform");

  /**
   * A topic and what is on it.
   *
   * @param channel its name in the document
   * @param value schema of its values; null for raw bytes
   * @param key what its keys are
   * @param events whether its records carry the headers of CloudEvents
   */
  record Channel(String channel, Topics.Topic topic, Schema value, String key, boolean events) {
    String message() {
      return value == null ? "DeadLetter" : value.getName();
    }
  }

  private AsyncApiDocument() {}

  /** The topics in the order of the catalogue. */
  static List<Channel> channels() {
    Topics t = new Topics(Topics.DEFAULT_PREFIX);
    String advice = "workload/property, or workload/rule id when there is no property.";
    String run = "application/stage/attempt";
    return List.of(
        channel("taskMetrics", t.taskMetrics(), TaskMetrics.SCHEMA$, "Application id."),
        channel("executorMetrics", t.executorMetrics(), ExecutorMetrics.SCHEMA$, "Application id."),
        channel("lifecycle", t.lifecycle(), LifecycleEvent.SCHEMA$, "Application id."),
        channel("stageStatistics", t.stageStatistics(), StageStatistics.SCHEMA$, run),
        events("recommendations", t.recommendations(), Recommendation.SCHEMA$, advice),
        events("outcomes", t.outcomes(), Outcome.SCHEMA$, "workload/property/run"),
        events("forecasts", t.forecasts(), Forecast.SCHEMA$, "Workload."),
        channel(
            "decisions", t.decisions(), Decision.SCHEMA$, "workload/property or workload/rule id."),
        channel("deadLetters", t.deadLetters(), null, "As it was received."),
        channel("logPositions", t.logPositions(), LogPosition.SCHEMA$, "Path of the log."));
  }

  private static Channel channel(String name, Topics.Topic topic, Schema value, String key) {
    return new Channel(name, topic, value, key, false);
  }

  private static Channel events(String name, Topics.Topic topic, Schema value, String key) {
    return new Channel(name, topic, value, key, true);
  }

  /** Headers of a message by name, and whether each of them is always there. */
  static Map<String, Boolean> headers(String message) {
    Map<String, Boolean> headers = new LinkedHashMap<>();
    if (channels().stream().anyMatch(c -> c.message().equals(message) && c.events())) {
      CLOUD_EVENTS.keySet().stream()
          .filter(name -> isOf(name, message))
          .forEach(name -> headers.put(name, !OPTIONAL.contains(name)));
    }
    return headers;
  }

  private static boolean isOf(String header, String message) {
    return !header.startsWith("ce_attune") || message.equals("Recommendation");
  }

  private static Map<String, String> cloudEvents() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("ce_specversion", "Version of CloudEvents: 1.0.");
    headers.put("ce_type", "What happened, such as io.attune.recommendation.withdrawn.");
    headers.put("ce_source", "/attune/ and the setting application.id of the pipeline.");
    headers.put(
        "ce_id", "Of one event of a source; a record that is written again has the same one.");
    headers.put("ce_time", "When it happened (RFC 3339): the eventTime of the value.");
    headers.put("ce_subject", "What it is about: the key of the record.");
    headers.put("content-type", "application/avro; not there when there is no value.");
    headers.put("ce_attuneowner", "spark.attune.owner, when it is set.");
    headers.put("ce_attuneplatform", "Platform that runs the application, when it is known.");
    return headers;
  }

  static String text() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document()) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode document() {
    ObjectNode document = JSON.createObjectNode();
    document.put("asyncapi", "3.0.0");
    ObjectNode info = document.putObject("info");
    info.put("title", "Topics of Attune");
    info.put("version", "1.0.0");
    info.put(
        "description",
        "Generated by AsyncApiTest from the topic catalogue and the Avro schemas; do not edit. The"
            + " prefix of the topics is the setting topics.prefix. Fields with a default are added"
            + " without a new version: schemas are FULL_TRANSITIVE.");
    info.putObject("license").put("name", "Apache License 2.0");
    document.put("defaultContentType", "application/avro");
    ObjectNode channels = document.putObject("channels");
    ObjectNode operations = document.putObject("operations");
    ObjectNode messages = document.putObject("components").putObject("messages");
    for (Channel channel : channels()) {
      channels.set(channel.channel(), channel(channel));
      boolean written = channel.topic().role() == Topics.Use.OUTPUT;
      ObjectNode operation =
          operations.putObject(
              (written ? "send" : "receive")
                  + Character.toUpperCase(channel.channel().charAt(0))
                  + channel.channel().substring(1));
      operation.put("action", written ? "send" : "receive");
      operation.putObject("channel").put("$ref", "#/channels/" + channel.channel());
      messages.set(channel.message(), message(channel));
    }
    return document;
  }

  private static ObjectNode channel(Channel channel) {
    ObjectNode node = JSON.createObjectNode();
    node.put("address", channel.topic().name());
    node.putObject("messages")
        .putObject(channel.message())
        .put("$ref", "#/components/messages/" + channel.message());
    ObjectNode kafka = node.putObject("bindings").putObject("kafka");
    ArrayNode policies = kafka.putObject("topicConfiguration").putArray("cleanup.policy");
    for (String policy : channel.topic().cleanup().policy().split(",")) {
      policies.add(policy);
    }
    kafka.put("bindingVersion", BINDING);
    return node;
  }

  private static ObjectNode message(Channel channel) {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", channel.message());
    ObjectNode key = JSON.createObjectNode();
    if (channel.value() == null) {
      node.put(
          "description",
          "A record that could not be used, as it was received, with the error headers of Kafka"
              + " Streams (KIP-1034).");
      node.put("contentType", "application/octet-stream");
      node.putObject("payload").put("type", "string").put("format", "binary");
    } else {
      node.put("description", channel.value().getDoc());
      node.put("contentType", "application/avro");
      Map<String, Boolean> headers = headers(channel.message());
      if (!headers.isEmpty()) {
        node.set("headers", headersSchema(headers));
      }
      ObjectNode payload = node.putObject("payload");
      payload.put("schemaFormat", "application/vnd.apache.avro;version=1.9.0");
      payload.set("schema", tree(channel.value()));
    }
    key.put("type", "string").put("description", channel.key());
    ObjectNode kafka = node.putObject("bindings").putObject("kafka");
    kafka.set("key", key);
    if (channel.value() != null) {
      kafka.put("schemaIdLocation", "payload").put("schemaIdPayloadEncoding", "confluent");
    }
    kafka.put("bindingVersion", BINDING);
    return node;
  }

  private static ObjectNode headersSchema(Map<String, Boolean> headers) {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("type", "object");
    schema.put(
        "description",
        "CloudEvents 1.0 in binary mode; none of them with topics.cloudevents=false.");
    ObjectNode properties = schema.putObject("properties");
    headers
        .keySet()
        .forEach(
            name ->
                properties
                    .putObject(name)
                    .put("type", "string")
                    .put("description", CLOUD_EVENTS.get(name)));
    return schema;
  }

  private static ObjectNode tree(Schema schema) {
    try {
      return (ObjectNode) JSON.readTree(schema.toString());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
