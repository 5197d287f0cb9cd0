package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What {@code attune analyze} says of event logs. */
record Analyses(List<JsonNode> documents) {

  /** Analyses all logs in a directory. */
  static Analyses of(Path logs, Path scratch) throws IOException, InterruptedException {
    JsonNode found = new ObjectMapper().readTree(rendered(logs, scratch, "json"));
    List<JsonNode> documents = new ArrayList<>();
    if (found.isArray()) {
      found.forEach(documents::add);
    } else {
      documents.add(found);
    }
    return new Analyses(documents);
  }

  /** What {@code attune analyze} prints in a format. */
  static String rendered(Path logs, Path scratch, String format)
      throws IOException, InterruptedException {
    Path printed = Files.createTempFile(scratch, "analysis", ".out");
    Path complaints = Files.createTempFile(scratch, "analysis", ".err");
    Process attune =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.attune.cli.Main",
                    "analyze",
                    "--format",
                    format,
                    logs.toString()))
            .redirectOutput(printed.toFile())
            .redirectError(complaints.toFile())
            .start();
    assertThat(attune.waitFor()).as(Files.readString(complaints)).isZero();
    return Files.readString(printed);
  }

  /** The document of a workload. */
  JsonNode of(String workload) {
    return documents.stream()
        .filter(one -> one.path("application").path("workload").asText().equals(workload))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no application of " + workload));
  }

  /** Etags by the keys under which a pipeline publishes. */
  Map<String, String> etags() {
    Map<String, String> etags = new TreeMap<>();
    for (JsonNode document : documents) {
      for (JsonNode one : document.path("recommendations")) {
        String about = one.path(one.path("property").isNull() ? "ruleId" : "property").asText();
        etags.put(one.path("workload").asText() + "/" + about, one.path("etag").asText());
      }
    }
    return etags;
  }

  /**
   * What a unit is advised of its own, by the rules that judge each unit: rule and property to the
   * value, the rule alone to nothing where there is no property.
   */
  Map<String, String> unitAdvice(String workload) {
    Set<String> ofUnits =
        StandardRules.all().stream()
            .filter(rule -> rule.scope() == RuleScope.SESSION)
            .map(Rule::id)
            .collect(Collectors.toSet());
    Map<String, String> advice = new TreeMap<>();
    for (JsonNode document : documents) {
      for (JsonNode one : document.path("recommendations")) {
        String rule = one.path("ruleId").asText();
        if (one.path("workload").asText().equals(workload) && ofUnits.contains(rule)) {
          String property = one.path("property").asText("");
          advice.put((rule + " " + property).strip(), one.path("recommended").asText(""));
        }
      }
    }
    return advice;
  }

  /** What each unit used and cost, as a pipeline publishes it. */
  static List<String> shares(JsonNode document) {
    List<String> shares = new ArrayList<>();
    document.path("shares").forEach(share -> shares.add(share.toString()));
    return shares;
  }
}
