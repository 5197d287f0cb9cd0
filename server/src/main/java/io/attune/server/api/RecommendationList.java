package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.render.AvroJson;
import io.attune.schemas.Category;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.Severity;
import io.attune.server.http.Answer;
import io.attune.server.http.Parameter;
import io.attune.server.http.Query;
import io.attune.server.view.Published;
import io.attune.server.view.Recommendations;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** {@code /api/v1/recommendations}: what is published now, of every workload. */
final class RecommendationList {
  private static final Listing<Published> LISTING =
      new Listing<>(Published::key, "-severity")
          .filteredBy(
              Parameter.text("workload", "Only those for this workload."),
              p -> p.recommendation().getWorkload())
          .filteredBy(
              Parameter.text("application", "Only those that this application led to."),
              p -> p.recommendation().getApplicationId())
          .filteredBy(
              Parameter.text("rule", "Only those of this rule, by its id."),
              p -> p.recommendation().getRuleId())
          .filteredBy(
              Parameter.text("property", "Only those about this Spark property."),
              p -> p.recommendation().getProperty())
          .filteredBy(
              Parameter.choice("category", names(Category.values()), "Only those of this kind."),
              p -> p.recommendation().getCategory().name())
          .filteredBy(
              Parameter.choice(
                  "severity", names(Severity.values()), "Only those of this severity."),
              p -> p.recommendation().getSeverity().name())
          .filteredBy(
              Parameter.choice(
                  "state",
                  names(RecommendationState.values()),
                  "Only those in this state of their life."),
              p -> p.recommendation().getState().name())
          .searched(
              "Only those with this text in workload, rule, property or summary, whatever its"
                  + " case.",
              p -> texts(p.recommendation()))
          .sortedBy("severity", p -> SortKey.of(p.recommendation().getSeverity().ordinal()))
          .sortedBy("workload", p -> SortKey.of(p.recommendation().getWorkload()))
          .sortedBy("rule", p -> SortKey.of(p.recommendation().getRuleId()))
          .sortedBy("property", p -> SortKey.of(p.recommendation().getProperty()))
          .sortedBy("confidence", p -> SortKey.of(p.recommendation().getConfidence().getValue()))
          .sortedBy(
              "impactTime",
              p -> SortKey.ofNumber(p.recommendation().getImpact().getTime().getExpected()))
          .sortedBy(
              "impactCost",
              p -> SortKey.ofNumber(p.recommendation().getImpact().getCost().getExpected()))
          .sortedBy("eventTime", p -> SortKey.of(p.recommendation().getEventTime()));

  private final Recommendations recommendations;
  private final Paces paces;

  RecommendationList(Recommendations recommendations, Paces paces) {
    this.recommendations = requireNonNull(recommendations, "recommendations is null");
    this.paces = requireNonNull(paces, "paces is null");
  }

  static List<Parameter> parameters() {
    return LISTING.parameters();
  }

  /** Adds the schema of a row. */
  static void addSchema(Schemas schemas) {
    ObjectNode row = schemas.addAvro(Recommendation.getClassSchema());
    Schemas.property(
        row,
        "key",
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "string")
            .put("description", "Key of its record: workload/property, or workload/rule id."));
    ObjectNode ranked = row.deepCopy();
    Schemas.property(ranked, "gain", Gains.schema());
    schemas.add("RankedRecommendation", ranked);
  }

  Answer answer(Query query) {
    return LISTING.answer(
        recommendations.current(), query, recommendations.isCaughtUp(), paces::json);
  }

  /** The record, field for field, and its key. */
  static ObjectNode json(Published published) {
    return AvroJson.of(published.recommendation()).put("key", published.key());
  }

  private static Stream<String> texts(Recommendation r) {
    return Stream.of(r.getWorkload(), r.getRuleId(), r.getProperty(), r.getSummary());
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }
}
