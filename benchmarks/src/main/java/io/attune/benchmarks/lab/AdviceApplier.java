package io.attune.benchmarks.lab;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.render.SparkSubmitRendering;
import io.attune.schemas.Recommendation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Applies recommendations as a user would: properties through the {@code spark-submit} rendering,
 * advice without a setting by the switch that the workload has for it.
 */
final class AdviceApplier {
  private static final String OPTION = "--conf ";

  private AdviceApplier() {}

  /**
   * Returns the configuration of the next round.
   *
   * @param workload the workload
   * @param before the previous configuration, with its advice
   * @param recommendations the workload's recommendations on the topic
   */
  static Configuration next(
      Workload workload, Configuration before, List<Recommendation> recommendations) {
    List<Recommendation> followed =
        recommendations.stream().filter(r -> ReceivedAdvice.of(r).isOpen()).toList();
    Map<String, String> conf = new TreeMap<>(before.conf());
    conf.putAll(settings(rendered(workload.name(), followed)));
    List<String> remarks = new ArrayList<>();
    List<String> switches = new ArrayList<>(before.switches());
    for (Recommendation recommendation : followed) {
      if (recommendation.getProperty() != null) {
        continue;
      }
      if (workload.switches().contains(recommendation.getRuleId())) {
        switches.add(recommendation.getRuleId());
      } else {
        remarks.add(recommendation.getRuleId() + ": no setting, and no switch in the code");
      }
    }
    ClusterTranslation translated = ClusterTranslation.of(before.cluster(), conf);
    remarks.addAll(translated.remarks());
    return new Configuration(
        before.round() + 1,
        translated.cluster(),
        translated.conf(),
        switches,
        remarks,
        List.of(),
        List.of());
  }

  /** The options that a user would add to {@code spark-submit}. */
  private static String rendered(String workload, List<Recommendation> recommendations) {
    Run run = Run.of(new ApplicationState("unknown"));
    Assessment assessment =
        Assessment.of(
            new Assessment.Subject(workload, "unknown", Instant.EPOCH, Instant.EPOCH, true),
            recommendations);
    return new SparkSubmitRendering().render(new AnalysisReport(run, assessment));
  }

  /** Parses {@code --conf property=value} options; values contain no spaces. */
  static Map<String, String> settings(String line) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String part : line.strip().split(" (?=" + OPTION + ")")) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      if (!part.startsWith(OPTION) || equals < 0) {
        throw new IllegalArgumentException("'" + part + "' is not a --conf of spark-submit");
      }
      settings.put(part.substring(OPTION.length(), equals), part.substring(equals + 1));
    }
    return settings;
  }
}
