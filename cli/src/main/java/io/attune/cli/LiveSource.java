package io.attune.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.compare.RunComparison;
import io.attune.advisor.render.Format;
import io.attune.advisor.render.SetSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers from a running Attune, over its HTTP API. */
final class LiveSource implements AdviceSource {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SIZE =
      List.of(
          "slots",
          "executors",
          "coresPerExecutor",
          "durationMs",
          "spanMs",
          "intervalLowMs",
          "intervalHighMs",
          "cost");

  private final AttuneClient client;
  private final Format.Display display;

  LiveSource(AttuneClient client, Format.Display display) {
    this.client = requireNonNull(client, "client is null");
    this.display = requireNonNull(display, "display is null");
  }

  @Override
  public String name() {
    return "attune";
  }

  @Override
  public SetSummary workloads() {
    return PublishedSummary.of(client);
  }

  @Override
  public ObjectNode runs(String workload) {
    ObjectNode document = JSON.createObjectNode();
    ArrayNode list = document.putArray("runs");
    List<JsonNode> newestFirst = new ArrayList<>();
    client.workload(workload).path("runs").forEach(run -> newestFirst.add(0, run));
    newestFirst.forEach(list::add);
    return document;
  }

  @Override
  public Map<String, String> silent(String workload) {
    Map<String, String> silent = new LinkedHashMap<>();
    client
        .workload(workload)
        .path("silent")
        .forEach(one -> silent.put(one.path("ruleId").asText(), one.path("reason").asText()));
    return silent;
  }

  @Override
  public ObjectNode forecast(String workload, List<Integer> slots) {
    if (!slots.isEmpty()) {
      throw new CommandFailure(
          "a running Attune forecasts sizes of its own choice; ask without slots, or give attune mcp"
              + " the place where the event logs are.");
    }
    JsonNode forecast = client.workload(workload).path("forecast");
    if (!forecast.isObject()) {
      throw new CommandFailure("too little is known of '" + workload + "' to forecast it yet.");
    }
    ObjectNode document = JSON.createObjectNode();
    document.put("workload", workload);
    document.set("applicationId", forecast.path("applicationId"));
    document.set("costUnit", forecast.path("unit"));
    ArrayNode predictions = document.putArray("predictions");
    forecast.path("points").forEach(point -> predictions.add(prediction(point)));
    return document;
  }

  /** A point of the published forecast, by the names of {@code analyze --format json}. */
  private static ObjectNode prediction(JsonNode point) {
    ObjectNode node = JSON.createObjectNode();
    SIZE.forEach(field -> node.set(field, point.path(field)));
    if (point.path("advisedSpanMs").isNumber()) {
      ObjectNode advised = node.putObject("withAdvice");
      advised.set("spanMs", point.path("advisedSpanMs"));
      advised.set("cost", point.path("advisedCost"));
    } else {
      node.putNull("withAdvice");
    }
    return node;
  }

  @Override
  public RenderedAdvice configuration(String workload, Format format) {
    JsonNode answer = client.conf(workload, format, display);
    List<String> notes = new ArrayList<>();
    answer.path("notes").forEach(note -> notes.add(note.asText()));
    return new RenderedAdvice(answer.path("text").asText(), notes);
  }

  @Override
  public RunComparison compare(String before, String after) {
    throw new CommandFailure(
        "runs are compared by their event logs; give attune mcp the place where they are.");
  }
}
