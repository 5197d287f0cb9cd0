package io.attune.benchmarks.field;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A recommendation, as {@code analyze --format json} prints it.
 *
 * @param severity how much is lost
 * @param text rule id, property and summary
 */
record GivenAdvice(String severity, String text) {
  private static final Set<String> QUIET = Set.of("NONE", "LOW", "");

  GivenAdvice {
    requireNonNull(severity, "severity is null");
    requireNonNull(text, "text is null");
  }

  /** Whether it is {@code MODERATE} or more. */
  boolean loud() {
    return !QUIET.contains(severity);
  }

  /** The recommendations of all runs in a document. */
  static List<GivenAdvice> all(JsonNode document) {
    List<GivenAdvice> said = new ArrayList<>();
    for (JsonNode run : document.isArray() ? document : List.of(document)) {
      for (JsonNode each : run.path("recommendations")) {
        String property = each.path("property").asText("");
        String value = each.path("recommended").asText("");
        said.add(
            new GivenAdvice(
                each.path("severity").asText(""),
                each.path("ruleId").asText()
                    + " "
                    + (property.equals("null") || property.isEmpty() ? "" : property + "=" + value)
                    + ": "
                    + each.path("summary").asText()));
      }
    }
    return said;
  }
}
