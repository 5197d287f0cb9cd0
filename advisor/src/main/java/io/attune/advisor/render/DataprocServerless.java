package io.attune.advisor.render;

import io.attune.schemas.Recommendation;
import io.attune.schemas.RunContext;
import java.util.Optional;
import java.util.Set;

/** What Google's Dataproc Serverless refuses among Spark's properties. */
final class DataprocServerless {
  /** Cores that a driver or executor can have there. */
  private static final Set<String> CORES = Set.of("4", "8", "16");

  private DataprocServerless() {}

  /** Why a batch would not start with a setting; empty when it would, or runs elsewhere. */
  static Optional<String> refusal(AdviceSheet sheet, Recommendation recommendation) {
    if (!sheet
        .context()
        .map(RunContext::getPlatform)
        .filter("dataproc-serverless"::equals)
        .isPresent()) {
      return Optional.empty();
    }
    String property = Draft.property(recommendation);
    if (property.startsWith("spark.yarn.")
        || property.startsWith("spark.shuffle.service.")
        || property.equals("spark.master")) {
      return Optional.of("Dataproc Serverless refuses it: it has its own cluster manager.");
    }
    boolean cores =
        property.equals("spark.executor.cores") || property.equals("spark.driver.cores");
    return cores && !CORES.contains(Draft.value(recommendation))
        ? Optional.of("Dataproc Serverless takes 4, 8 or 16 cores.")
        : Optional.empty();
  }
}
