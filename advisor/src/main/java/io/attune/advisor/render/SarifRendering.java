package io.attune.advisor.render;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.worth.Worth;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * SARIF 2.1.0 (OASIS), which CI systems and editors show as findings: a result for each change, at
 * the place {@code workload/property}. The recommendation stands in its properties as it is
 * published, field for field. A change has no place in a file, so none is claimed.
 */
public final class SarifRendering extends ConfigurationRendering {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String render(AdviceSheet sheet) {
    return renderSheets(List.of(sheet));
  }

  @Override
  public String renderSheets(List<AdviceSheet> sheets) {
    ObjectNode document = JSON.createObjectNode();
    document.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    document.put("version", "2.1.0");
    ObjectNode run = document.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "Attune");
    ArrayNode results = JSON.createArrayNode();
    Map<String, Integer> rules = new TreeMap<>();
    for (AdviceSheet sheet : sheets) {
      sheet.recommendations().forEach(each -> rules.put(each.getRuleId(), 0));
    }
    ArrayNode named = driver.putArray("rules");
    for (Map.Entry<String, Integer> rule : rules.entrySet()) {
      rule.setValue(named.size());
      named.addObject().put("id", rule.getKey());
    }
    for (AdviceSheet sheet : sheets) {
      for (List<Recommendation> card : Cards.mostWorthFirst(sheet.recommendations())) {
        card.forEach(each -> results.add(result(each, Worth.of(card), rules)));
      }
    }
    run.set("results", results);
    ObjectNode invocation = run.putArray("invocations").addObject();
    invocation.put("executionSuccessful", true);
    ArrayNode notes = invocation.putArray("toolExecutionNotifications");
    for (AdviceSheet sheet : sheets) {
      for (String warning : sheet.warnings()) {
        ObjectNode note = notes.addObject();
        note.put("level", "note");
        note.putObject("message").put("text", Explanation.line(sheet.workload() + ": " + warning));
      }
    }
    return JsonRendering.write(document);
  }

  private static ObjectNode result(
      Recommendation recommendation, Worth worth, Map<String, Integer> rules) {
    ObjectNode result = JSON.createObjectNode();
    result.put("ruleId", recommendation.getRuleId());
    result.put("ruleIndex", rules.get(recommendation.getRuleId()));
    result.put("level", level(recommendation.getSeverity()));
    result
        .putObject("message")
        .put(
            "text",
            Explanation.line(
                GainText.of(worth)
                    + " "
                    + CardText.setting(recommendation)
                    + ". "
                    + recommendation.getSummary()
                    + " Doubt: "
                    + recommendation.getDoubt()));
    ObjectNode place =
        result.putArray("locations").addObject().putArray("logicalLocations").addObject();
    String name =
        recommendation.getProperty() == null
            ? recommendation.getRuleId()
            : recommendation.getProperty();
    place.put("name", name);
    place.put("fullyQualifiedName", recommendation.getWorkload() + "/" + name);
    result
        .putObject("partialFingerprints")
        .put("recommendationId/v1", recommendation.getRecommendationId());
    result.putObject("properties").set("recommendation", AvroJson.of(recommendation));
    return result;
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case CRITICAL, HIGH -> "error";
      case MODERATE -> "warning";
      default -> "note";
    };
  }
}
