package io.attune.advisor.render;

import java.util.List;

/**
 * A merge patch of a {@code SparkApplication} of Apache's own operator for Kubernetes, {@code
 * spark.apache.org/v1}: everything is a text in {@code spec.sparkConf}.
 */
public final class ApacheOperatorRendering extends ConfigurationRendering {
  @Override
  public String render(AdviceSheet sheet) {
    return KubernetesPatch.write(
        "spark.apache.org/v1",
        "sparkapplications.spark.apache.org",
        sheet,
        Draft.ofSparkSettings(
            sheet,
            recommendation -> !KubernetesPatch.isForeign(Draft.property(recommendation)),
            KubernetesPatch.FOREIGN,
            "spec",
            "sparkConf"));
  }

  @Override
  public String renderSheets(List<AdviceSheet> sheets) {
    return KubernetesPatch.stream(sheets, this::render);
  }
}
