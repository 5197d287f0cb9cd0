package io.attune.advisor.render;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.JobUnit;
import io.attune.advisor.application.SparkSettings;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.RunContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a configuration is written from: the advice that stands for one workload, and what is known
 * of the place where it last ran.
 *
 * @param workload the workload
 * @param applicationId the run that the advice comes from, or the newest of several; empty text
 *     when there is no advice
 * @param recommendations advice to write down, the most severe first
 * @param warnings what the reader should know about the data, a sentence each
 * @param settings settings in force in that run, when known
 * @param context where the run came from, when known
 */
public record AdviceSheet(
    String workload,
    String applicationId,
    List<Recommendation> recommendations,
    List<String> warnings,
    Optional<SparkSettings> settings,
    Optional<RunContext> context) {

  /** Leaves out advice that does not stand any more. */
  public AdviceSheet {
    requireNonNull(workload, "workload is null");
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(settings, "settings is null");
    requireNonNull(context, "context is null");
    recommendations = recommendations.stream().filter(AdviceSheet::stands).toList();
    warnings = List.copyOf(warnings);
  }

  /**
   * For a configuration of the whole application: what one unit alone is to set is a line for its
   * session among the warnings, for in the configuration it would hold for all.
   */
  AdviceSheet ofApplication() {
    List<String> lines =
        recommendations.stream().flatMap(each -> SessionLine.of(each).stream()).toList();
    return new AdviceSheet(
        workload,
        applicationId,
        recommendations.stream()
            .filter(each -> JobUnit.nameIn(each.getWorkload()).isEmpty())
            .toList(),
        Stream.concat(warnings.stream(), lines.stream()).toList(),
        settings,
        context);
  }

  /** What an analysis found. */
  public static AdviceSheet of(AnalysisReport report) {
    ApplicationState application = report.run().application();
    return new AdviceSheet(
        report.assessment().workload(),
        report.assessment().applicationId(),
        report.assessment().recommendations(),
        report.assessment().warnings(),
        Optional.of(application.settings()),
        application.context());
  }

  /** With other recommendations. */
  AdviceSheet with(List<Recommendation> others) {
    return new AdviceSheet(workload, applicationId, others, warnings, settings, context);
  }

  /**
   * Whether advice belongs into a configuration. What was applied stays in it: left out, the next
   * run would fall back to the old value. What made things worse names the value to go back to.
   * What had no effect, was dismissed or withdrawn is left out.
   */
  private static boolean stands(Recommendation recommendation) {
    RecommendationState state = recommendation.getState();
    return state == RecommendationState.ACTIVE
        || state == RecommendationState.APPLIED
        || state == RecommendationState.SUCCEEDED
        || state == RecommendationState.REGRESSED;
  }

  /** The advice for a property. */
  Optional<Recommendation> advised(String property) {
    return recommendations.stream().filter(r -> property.equals(r.getProperty())).findFirst();
  }

  /** The value that a property will have: advised, or in force; empty when neither is known. */
  Optional<String> valueOf(String property) {
    return advised(property)
        .map(Recommendation::getRecommended)
        .or(() -> settings.flatMap(s -> s.value(property)));
  }
}
