package io.attune.advisor.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.setting.PlatformProperties;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What to enter in DataForge, in its own words: the parameters of a cluster configuration, the
 * override in the process configuration that uses it for one process type, and the system parameter
 * for the size of files. DataForge wraps a Databricks job, so what a Databricks cluster cannot have
 * is left out here as well.
 */
public final class DataForgeRendering extends ConfigurationRendering {
  private static final List<String> CLUSTER = List.of("cluster-configuration", "parameters");
  private static final String SPARK_CONF = "spark_conf";

  /** DataForge's own default of target-parquet-file-size, MB. */
  private static final long TARGET_FILE_SIZE_MB = 256;

  private static final List<String> TARGET_FILE_SIZE =
      List.of("system-configuration", "target-parquet-file-size");

  private static final String IDLE =
      "DataForge ends a cluster by the cluster configuration's own Max idle time, which neither"
          + " Spark nor Databricks tells: hold this number of minutes against it.";

  /** Names of DataForge by the path in a Databricks cluster. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("num_workers", "workers"),
          Map.entry("autoscale.min_workers", "min-workers"),
          Map.entry("autoscale.max_workers", "max-workers"),
          Map.entry("node_type_id", "worker-node-type"),
          Map.entry("driver_node_type_id", "driver-node-type"));

  @Override
  public String render(AdviceSheet sheet) {
    return ProcessTypes.parts(sheet).stream()
        .map(DataForgeRendering::document)
        .collect(Collectors.joining("---\n"));
  }

  private static String document(AdviceSheet sheet) {
    Draft draft = draft(sheet);
    List<String> closing =
        new ArrayList<>(DatabricksDraft.of(sheet).honouredLines(DataForgeRendering::name));
    closing.addAll(draft.leftOutLines());
    return YamlDocument.write(Explanation.introduction(sheet), draft.placed(), closing);
  }

  @Override
  public String renderSheets(List<AdviceSheet> sheets) {
    return sheets.stream().map(this::render).collect(Collectors.joining("---\n"));
  }

  private static Draft draft(AdviceSheet sheet) {
    Draft cluster = DatabricksDraft.of(sheet);
    Draft draft = new Draft();
    Optional<RunContext> context = sheet.context();
    Optional<String> processType = context.map(RunContext::getDataForgeProcessType);
    String configuration = configuration(sheet, processType);
    if (!cluster.placed().isEmpty()) {
      draft.put(List.of(CLUSTER.get(0), "name"), configuration, List.of());
      parameters(cluster, draft);
      processType.ifPresent(
          type ->
              draft.put(
                  List.of("process-configuration", "overrides", type),
                  configuration,
                  overrides(sheet)));
    }
    for (Draft.Unplaced left : cluster.leftOut()) {
      if (writesSmallFiles(left.recommendation())) {
        fileSize(draft, left.recommendation());
      } else {
        boolean idle =
            PlatformProperties.AUTOTERMINATION.equals(left.recommendation().getProperty());
        draft.leaveOut(left.recommendation(), idle ? IDLE : left.reason());
      }
    }
    return draft;
  }

  /** The name of the new cluster configuration; with the source where it is for one unit alone. */
  private static String configuration(AdviceSheet sheet, Optional<String> processType) {
    String name =
        sheet.context().map(RunContext::getDataForgeClusterConfiguration).orElse("Attune");
    String source = ProcessTypes.sourceIn(sheet.workload()).map(of -> " of " + of).orElse("");
    return processType.map(type -> name + " for " + type + source).orElse(name);
  }

  private static List<String> overrides(AdviceSheet sheet) {
    List<String> lines = new ArrayList<>();
    lines.add("Process type and the cluster configuration that it is to use; others keep theirs.");
    ProcessTypes.sourceIn(sheet.workload())
        .ifPresent(
            source -> lines.add("In the process configuration of the source " + source + "."));
    return lines;
  }

  private static void fileSize(Draft draft, Recommendation recommendation) {
    draft.honour(recommendation, TARGET_FILE_SIZE);
    draft.put(
        TARGET_FILE_SIZE,
        TARGET_FILE_SIZE_MB,
        Draft.with(
            Explanation.lines(recommendation),
            "A number of MB, DataForge's own default. It is global: it holds for the files of every"
                + " source, and DataForge has to be restarted for it."));
  }

  /** Whether one of the fields that only a cluster of type Job has is to be set. */
  private static boolean needsTypeJob(Draft cluster) {
    return cluster.placed().stream()
        .map(placed -> PlatformProperties.DATABRICKS + String.join(".", placed.path()))
        .anyMatch(PlatformProperties::isOfPool);
  }

  private static void parameters(Draft cluster, Draft draft) {
    if (needsTypeJob(cluster)) {
      draft.put(
          parameter("cluster-type"),
          "Job",
          List.of(
              "Node types and spot fields are there with this type; with Job from pool, the"
                  + " default, they are the pool's."));
    }
    if (cluster.has(List.of("num_workers"))) {
      draft.put(parameter("scale-mode"), "Fixed", List.of());
    } else if (cluster.has(List.of("autoscale", "max_workers"))) {
      draft.put(parameter("scale-mode"), "Automatic", List.of());
    }
    List<String> reasons = new ArrayList<>();
    ObjectNode sparkConf = JsonNodeFactory.instance.objectNode();
    for (Draft.Placed placed : cluster.placed()) {
      if (placed.path().get(0).equals(SPARK_CONF)) {
        String property = placed.path().get(1);
        sparkConf.put(property, placed.value().toString());
        reasons.addAll(placed.comments());
      } else {
        draft.put(parameter(name(placed.path())), placed.value(), placed.comments());
      }
    }
    if (!sparkConf.isEmpty()) {
      draft.put(parameter("spark-conf"), JsonRendering.write(sparkConf), reasons);
    }
  }

  private static List<String> parameter(String name) {
    return List.of(CLUSTER.get(0), CLUSTER.get(1), name);
  }

  private static String name(List<String> path) {
    String dotted = String.join(".", path);
    return NAMES.getOrDefault(dotted, path.get(path.size() - 1).replace('_', '-'));
  }

  private static boolean writesSmallFiles(Recommendation recommendation) {
    return recommendation.getProperty() == null
        && recommendation.getRuleId().equals("small-files")
        && recommendation.getEvidence().stream()
            .anyMatch(evidence -> evidence.getMetric().equals("filesWrittenBytes"));
  }
}
