package io.attune.advisor.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Classifications of Amazon EMR: the array that {@code aws emr create-cluster --configurations}
 * takes. It allows no comments and no other field, so reasons are notes.
 */
public final class EmrRendering extends ConfigurationRendering {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** What EMR computes from the nodes where maximizeResourceAllocation is on. */
  private static final Set<String> MAXIMIZED =
      Set.of(
          "spark.executor.cores",
          "spark.executor.memory",
          "spark.executor.memoryOverhead",
          "spark.executor.instances",
          "spark.driver.memory",
          "spark.default.parallelism");

  @Override
  public String render(AdviceSheet sheet) {
    return JsonRendering.write(configurations(sheet));
  }

  /** Configurations of several workloads cannot be mixed: each stands beside its name. */
  @Override
  public String renderSheets(List<AdviceSheet> sheets) {
    if (sheets.size() == 1) {
      return render(sheets.get(0));
    }
    ArrayNode array = NODES.arrayNode();
    for (AdviceSheet sheet : sheets) {
      array
          .addObject()
          .put("Workload", sheet.workload())
          .set("Configurations", configurations(sheet));
    }
    return JsonRendering.write(array);
  }

  @Override
  public List<String> notes(AdviceSheet sheet) {
    Draft draft = Draft.ofSparkSettings(sheet);
    List<String> notes = new ArrayList<>(Notes.of(sheet, draft));
    List<String> sizes =
        draft.places().keySet().stream()
            .map(Recommendation::getProperty)
            .filter(MAXIMIZED::contains)
            .sorted()
            .toList();
    if (!sizes.isEmpty()) {
      notes.add(
          "Where the classification \"spark\" sets maximizeResourceAllocation, EMR computes "
              + String.join(", ", sizes)
              + " from the nodes: take that out for these values to hold.");
    }
    return notes;
  }

  private static JsonNode configurations(AdviceSheet sheet) {
    ArrayNode array = NODES.arrayNode();
    List<Draft.Placed> placed = Draft.ofSparkSettings(sheet).placed();
    if (!placed.isEmpty()) {
      ObjectNode classification = array.addObject();
      classification.put("Classification", "spark-defaults");
      ObjectNode properties = classification.putObject("Properties");
      placed.forEach(p -> properties.put(p.path().get(0), p.value().toString()));
    }
    return array;
  }
}
