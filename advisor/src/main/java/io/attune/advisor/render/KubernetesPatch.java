package io.attune.advisor.render;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the patches of both operators for Kubernetes have in common. */
final class KubernetesPatch {
  /** Why a setting of another cluster manager is left out. */
  static final String FOREIGN = "It is for another cluster manager than Kubernetes.";

  private KubernetesPatch() {}

  /** Whether a property has no meaning on Kubernetes. */
  static boolean isForeign(String property) {
    return property.startsWith("spark.yarn.")
        || property.equals("spark.cores.max")
        || property.startsWith("spark.shuffle.service.")
        || property.startsWith("spark.mesos.");
  }

  /** One document; comments alone when there is nothing to patch. */
  static String write(String apiVersion, String resource, AdviceSheet sheet, Draft draft) {
    List<String> heading = new ArrayList<>(Explanation.introduction(sheet));
    heading.add("kubectl patch " + resource + " NAME --type merge --patch-file FILE");
    heading.add("A change of the specification starts the application again.");
    List<Draft.Placed> values = new ArrayList<>();
    values.add(new Draft.Placed(List.of("apiVersion"), apiVersion, List.of()));
    values.add(new Draft.Placed(List.of("kind"), "SparkApplication", List.of()));
    values.addAll(draft.placed());
    return YamlDocument.write(heading, values, draft.leftOutLines());
  }

  /** Several documents in one stream. */
  static String stream(List<AdviceSheet> sheets, Function<AdviceSheet, String> document) {
    return sheets.stream().map(document).collect(Collectors.joining("---\n"));
  }
}
