package io.attune.events;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.attune.schemas.PlanMetric;
import io.attune.schemas.PlanNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Flattens a {@code sparkPlanInfo} tree into a list, parents first. */
final class PlanReader {

  /** Nodes beyond this are left out. */
  static final int MAX_NODES = 1_000;

  static final int MAX_DESCRIPTION = 512;
  private static final int MAX_NAME = 256;

  private final Redaction redaction;
  private final List<PlanNode> nodes = new ArrayList<>();

  private PlanReader(Redaction redaction) {
    this.redaction = redaction;
  }

  static List<PlanNode> read(JsonParser p, Redaction redaction) throws IOException {
    PlanReader reader = new PlanReader(redaction);
    reader.node(p, null);
    return reader.nodes;
  }

  private void node(JsonParser p, Integer parent) throws IOException {
    if (p.currentToken() != JsonToken.START_OBJECT || nodes.size() >= MAX_NODES) {
      p.skipChildren();
      return;
    }
    PlanNode node = new PlanNode(parent, "", "", new HashMap<>(), new ArrayList<>());
    Integer index = nodes.size();
    nodes.add(node);
    for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
      p.nextToken();
      switch (name) {
        case "nodeName":
          String nodeName = Json.text(p);
          node.setName(nodeName == null ? "" : redaction.sqlText(nodeName.strip(), MAX_NAME));
          break;
        case "simpleString":
          String description = redaction.sqlText(Json.text(p), MAX_DESCRIPTION);
          node.setDescription(description == null ? "" : description);
          break;
        case "children":
          if (Json.isArray(p)) {
            while (p.nextToken() != JsonToken.END_ARRAY) {
              node(p, index);
            }
          }
          break;
        case "metadata":
          node.setMetadata(
              Json.texts(
                  p,
                  (key, value) ->
                      redaction.sqlText(redaction.option(key, value), MAX_DESCRIPTION)));
          break;
        case "metrics":
          if (Json.isArray(p)) {
            while (p.nextToken() != JsonToken.END_ARRAY) {
              metric(p, node.getMetrics());
            }
          }
          break;
        default:
          p.skipChildren();
      }
    }
  }

  private static void metric(JsonParser p, List<PlanMetric> target) throws IOException {
    if (!Json.isObject(p)) {
      return;
    }
    PlanMetric metric = new PlanMetric("", -1L, "");
    for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
      p.nextToken();
      switch (name) {
        case "name":
          metric.setName(orEmpty(Redaction.cut(Json.text(p), MAX_NAME)));
          break;
        case "accumulatorId":
          metric.setAccumulatorId(Json.longValue(p, -1));
          break;
        case "metricType":
          metric.setMetricType(orEmpty(Json.text(p)));
          break;
        default:
          p.skipChildren();
      }
    }
    target.add(metric);
  }

  private static String orEmpty(String value) {
    return value == null ? "" : value;
  }
}
