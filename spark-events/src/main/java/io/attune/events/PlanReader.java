package io.attune.events;

import io.attune.schemas.PlanMetric;
import io.attune.schemas.PlanNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Flattens a {@code sparkPlanInfo} tree into a list, parents first. */
final class PlanReader {

  /** Maximum number of nodes; further ones are left out. */
  static final int MAX_NODES = 1_000;

  static final int MAX_DESCRIPTION = 512;
  private static final int MAX_NAME = 256;

  private final Redaction redaction;
  private final List<PlanNode> nodes = new ArrayList<>();

  private PlanReader(Redaction redaction) {
    this.redaction = redaction;
  }

  static List<PlanNode> read(JsonCursor p, Redaction redaction) {
    PlanReader reader = new PlanReader(redaction);
    reader.node(p, null);
    return reader.nodes;
  }

  private void node(JsonCursor p, Integer parent) {
    if (nodes.size() >= MAX_NODES) {
      p.skip();
      return;
    }
    if (!Json.isObject(p)) {
      return;
    }
    PlanNode node = new PlanNode(parent, "", "", new HashMap<>(), new ArrayList<>());
    Integer index = nodes.size();
    nodes.add(node);
    for (String name = p.nextField(); name != null; name = p.nextField()) {
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
            while (p.nextElement()) {
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
            while (p.nextElement()) {
              metric(p, node.getMetrics());
            }
          }
          break;
        default:
          p.skip();
      }
    }
  }

  private void metric(JsonCursor p, List<PlanMetric> target) {
    if (!Json.isObject(p)) {
      return;
    }
    PlanMetric metric = new PlanMetric("", -1L, "");
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "name":
          metric.setName(Json.orEmpty(redaction.text(Json.text(p), MAX_NAME)));
          break;
        case "accumulatorId":
          metric.setAccumulatorId(Json.longValue(p, -1));
          break;
        case "metricType":
          metric.setMetricType(Json.orEmpty(Json.text(p)));
          break;
        default:
          p.skip();
      }
    }
    target.add(metric);
  }
}
