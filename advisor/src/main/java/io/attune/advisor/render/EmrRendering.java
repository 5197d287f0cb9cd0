package io.attune.advisor.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Classifications of Amazon EMR. On EC2: the array that {@code aws emr create-cluster
 * --configurations} takes. A run that was on EMR on EKS or on EMR Serverless gets the {@code
 * configurationOverrides} of {@code start-job-run}, which spells the same names in lower case.
 * Neither allows comments or another field, so reasons are notes.
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

  /** Where the run was: who reads the classifications. */
  private enum Service {
    EC2("Classification", "Properties"),
    JOB_RUN("classification", "properties");

    private final String classification;
    private final String properties;

    Service(String classification, String properties) {
      this.classification = classification;
      this.properties = properties;
    }

    static Service of(AdviceSheet sheet) {
      String platform = sheet.context().map(RunContext::getPlatform).orElse("");
      return platform.equals("emr-eks") || platform.equals("emr-serverless") ? JOB_RUN : EC2;
    }
  }

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
    if (Service.of(sheet) == Service.EC2 && !draft.placed().isEmpty()) {
      notes.add(
          "Classifications hold for every job of the cluster: where it has others, prefer this"
              + " step's own line (--format spark-submit).");
      maximized(draft).ifPresent(notes::add);
    }
    return notes;
  }

  private static Optional<String> maximized(Draft draft) {
    List<String> sizes =
        draft.places().keySet().stream()
            .map(Recommendation::getProperty)
            .filter(MAXIMIZED::contains)
            .sorted()
            .toList();
    return sizes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Where the classification \"spark\" sets maximizeResourceAllocation, EMR computes "
                + String.join(", ", sizes)
                + " from the nodes: take that out for these values to hold.");
  }

  private static JsonNode configurations(AdviceSheet sheet) {
    Service service = Service.of(sheet);
    ArrayNode array = NODES.arrayNode();
    List<Draft.Placed> placed = Draft.ofSparkSettings(sheet).placed();
    if (!placed.isEmpty()) {
      ObjectNode classification = array.addObject();
      classification.put(service.classification, "spark-defaults");
      ObjectNode properties = classification.putObject(service.properties);
      placed.forEach(p -> properties.put(p.path().get(0), p.value().toString()));
    }
    return service == Service.EC2
        ? array
        : NODES.objectNode().set("applicationConfiguration", array);
  }
}
