package io.attune.advisor.render;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.schemas.AppliesAt;
import io.attune.schemas.Recommendation;
import java.util.List;

/**
 * A merge patch (RFC 7396) of a Databricks {@code new_cluster}, and beside it, in {@code attune},
 * what JSON has no comments for, and which job and cluster it is for. A null takes away what
 * excludes the value advised: {@code num_workers} and {@code autoscale} may not stand together.
 * {@code jobs/update} replaces the cluster under a key as a whole, so the patch is not to be sent
 * as it is: {@link DatabricksJobUpdate} makes the body from it and the job.
 */
public final class DatabricksRendering extends ConfigurationRendering {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** The patch. */
  static final String NEW_CLUSTER = "new_cluster";

  @Override
  public String render(AdviceSheet sheet) {
    return JsonRendering.write(document(sheet));
  }

  @Override
  public String renderSheets(List<AdviceSheet> sheets) {
    if (sheets.size() == 1) {
      return render(sheets.get(0));
    }
    ArrayNode array = NODES.arrayNode();
    sheets.forEach(sheet -> array.add(document(sheet)));
    return JsonRendering.write(array);
  }

  private static ObjectNode document(AdviceSheet sheet) {
    Draft draft = DatabricksDraft.of(sheet);
    ObjectNode document = NODES.objectNode();
    ObjectNode cluster = document.putObject(NEW_CLUSTER);
    for (Draft.Placed placed : draft.placed()) {
      ObjectNode parent = cluster;
      for (String name : placed.path().subList(0, placed.path().size() - 1)) {
        parent = parent.withObjectProperty(name);
      }
      String name = placed.path().get(placed.path().size() - 1);
      if (placed.value() instanceof Long number) {
        parent.put(name, number);
      } else {
        parent.put(name, placed.value().toString());
      }
    }
    if (cluster.has("num_workers")) {
      cluster.putNull("autoscale");
    } else if (cluster.has("autoscale")) {
      cluster.putNull("num_workers");
    }
    document.set("attune", reasons(sheet, draft));
    return document;
  }

  private static ObjectNode reasons(AdviceSheet sheet, Draft draft) {
    ObjectNode reasons = NODES.objectNode();
    reasons.put("workload", sheet.workload());
    reasons.put("applicationId", sheet.applicationId());
    DatabricksPlace place = DatabricksPlace.of(sheet);
    reasons.put("jobId", place.jobId().orElse(null));
    reasons.put("taskKey", place.taskKey().orElse(null));
    reasons.put("jobClusterKey", place.clusterKey().orElse(null));
    ArrayNode warnings = reasons.putArray("warnings");
    sheet.warnings().forEach(warnings::add);
    ArrayNode settings = reasons.putArray("settings");
    draft
        .places()
        .forEach(
            (recommendation, path) ->
                settings.add(
                    reason(recommendation)
                        .put("writtenTo", NEW_CLUSTER + "." + String.join(".", path))));
    ArrayNode leftOut = reasons.putArray("leftOut");
    for (Draft.Unplaced left : draft.leftOut()) {
      leftOut.add(reason(left.recommendation()).put("because", left.reason()));
    }
    return reasons;
  }

  private static ObjectNode reason(Recommendation recommendation) {
    ObjectNode node = NODES.objectNode();
    node.put("recommendationId", recommendation.getRecommendationId());
    node.put("ruleId", recommendation.getRuleId());
    node.put("property", recommendation.getProperty());
    node.put("recommended", recommendation.getRecommended());
    node.put("current", recommendation.getCurrent());
    node.put("rollback", recommendation.getRollback());
    node.put("restart", recommendation.getAppliesAt() == AppliesAt.NEXT_RUN);
    node.put("confidence", recommendation.getConfidence().getValue());
    node.put("summary", recommendation.getSummary());
    node.put("doubt", recommendation.getDoubt());
    ArrayNode evidence = node.putArray("evidence");
    recommendation.getEvidence().forEach(e -> evidence.add(AvroJson.of(e)));
    return node;
  }
}
