package io.attune.server.notices;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.schemas.Recommendation;
import io.attune.schemas.text.VisibleText;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something to tell.
 *
 * @param id the same whenever the same is told again, so that a receiver can drop what it has
 * @param kind what it is
 * @param title one line
 * @param text one sentence or several lines
 * @param recommendation what it is about; null for a digest
 */
record Notice(
    String id, Kind kind, String title, String text, @Nullable Recommendation recommendation) {
  /** What a webhook can be told. */
  enum Kind {
    /** A recommendation that was not there, or was below what the webhook asks for. */
    FINDING,
    /** A setting that was followed has made runs slower, dearer or fail. */
    REGRESSION,
    /** Once a week: what stands, and what it is worth. */
    DIGEST;

    /** As it is written in a configuration. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Notice {
    requireNonNull(id, "id is null");
    requireNonNull(kind, "kind is null");
    title = VisibleText.of(title);
    text = text.lines().map(VisibleText::of).reduce((a, b) -> a + "\n" + b).orElse("");
  }

  static Notice of(Kind kind, Recommendation recommendation) {
    String property = recommendation.getProperty();
    String what =
        property == null
            ? recommendation.getRuleId()
            : property + " = " + Optional.ofNullable(recommendation.getRecommended()).orElse("");
    String title =
        kind == Kind.REGRESSION
            ? recommendation.getWorkload() + ": " + what + " made it worse"
            : recommendation.getWorkload() + ": " + what;
    return new Notice(
        id(kind + "/" + recommendation.getRecommendationId() + "/" + recommendation.getSeverity()),
        kind,
        title,
        recommendation.getSummary() + "\nDoubt: " + recommendation.getDoubt(),
        recommendation);
  }

  static String id(String what) {
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** For programs. */
  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", id).put("kind", kind.toString()).put("title", title).put("text", text);
    if (recommendation != null) {
      node.put("workload", recommendation.getWorkload())
          .put("owner", recommendation.getOwner())
          .put("ruleId", recommendation.getRuleId())
          .put("recommendationId", recommendation.getRecommendationId())
          .put("severity", recommendation.getSeverity().name())
          .put("state", recommendation.getState().name())
          .put("property", recommendation.getProperty())
          .put("current", recommendation.getCurrent())
          .put("recommended", recommendation.getRecommended())
          .put("rollback", recommendation.getRollback())
          .put("costChange", recommendation.getImpact().getCost().getExpected())
          .put("costUnit", recommendation.getImpact().getCost().getUnit())
          .put("timeChangeMs", recommendation.getImpact().getTime().getExpected());
    }
    return node;
  }
}
