package io.attune.advisor.rules.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.advisor.application.SparkProperties;
import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.table.NumberTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KnownErrorsTest {
  private static final KnownErrors ERRORS = KnownErrors.standard();
  private static final JsonNode TEXTS =
      NumberTable.resource(KnownErrorsTest.class, "error-texts.yaml");
  private static final JsonNode CONDITIONS =
      NumberTable.resource(KnownErrorsTest.class, "error-conditions.yaml");

  @Test
  void everyRowKnowsItsTextsAndNoOtherRowTakesThem() {
    for (KnownError error : ERRORS.all()) {
      assertThat(TEXTS.path(error.id())).as("texts of %s", error.id()).isNotEmpty();
    }
    for (Map.Entry<String, JsonNode> row : TEXTS.properties()) {
      for (JsonNode text : row.getValue()) {
        assertThat(ERRORS.find(text.asText()).map(KnownError::id))
            .as(text.asText())
            .contains(row.getKey());
      }
    }
  }

  @Test
  void everyConditionIsKnownByItsTemplateInEachVersionThatHasIt() {
    int compared = 0;
    for (KnownError error : ERRORS.all()) {
      for (String condition : error.conditions()) {
        assertThat(CONDITIONS.path(condition)).as(condition).isNotEmpty();
        for (Map.Entry<String, JsonNode> version : CONDITIONS.path(condition).properties()) {
          String words = version.getValue().asText().replaceAll("<[^>]*>", "7");
          String text = condition.startsWith("_") ? words : "[" + condition + "] " + words;
          assertThat(ERRORS.find(text).map(KnownError::id))
              .as("%s of %s", condition, version.getKey())
              .contains(error.id());
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(40);
  }

  @Test
  void whatTheCodeOfAnApplicationThrowsIsNotKnown() {
    for (String text :
        List.of(
            "com.acme.MalformedOrderException: order 12 has no amount",
            "java.lang.IllegalArgumentException: requirement failed: weight must be positive",
            "java.lang.NullPointerException",
            "java.lang.IllegalStateException: row 7 is bad",
            "ValueError: invalid literal for int() with base 10: 'x'",
            "KeyError: 'amount'",
            "java.lang.ArrayIndexOutOfBoundsException: Index 3 out of bounds for length 3")) {
      assertThat(ERRORS.find(text)).as(text).isEmpty();
    }
  }

  @Test
  void settingsAreThoseThatMayBeAdvisedAndAnswersAreRules() {
    Set<String> rules = StandardRules.all().stream().map(Rule::id).collect(Collectors.toSet());
    for (KnownError error : ERRORS.all()) {
      error
          .setting()
          .ifPresent(
              setting ->
                  assertThat(SparkProperties.standard().names())
                      .as(error.id())
                      .contains(setting.property()));
      assertThat(rules).as(error.id()).containsAll(error.answeredBy());
      assertThat(error.remedy()).as(error.id()).endsWith(".");
      assertThat(error.doubt()).as(error.id()).endsWith(".").hasSizeGreaterThan(20);
      assertThat(error.why()).as(error.id()).doesNotEndWith(".");
      assertThat(error.source()).as(error.id()).isNotBlank();
    }
    assertThat(ERRORS.all()).extracting(KnownError::id).doesNotHaveDuplicates();
  }

  @Test
  void theNumberOfAnErrorIsRead() {
    KnownError size =
        ERRORS.all().stream().filter(e -> e.id().equals("rpc-message-size")).findFirst().get();

    assertThat(
            size.number(
                "Serialized task 3:0 was 143231231 bytes, which exceeds max allowed:"
                    + " spark.rpc.message.maxSize (134217728 bytes)."))
        .hasValue(143_231_231);
    assertThat(size.number("nothing")).isEmpty();
  }

  @Test
  void thePageHasEveryRow() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "rules", "failed-execution.md"));
    for (KnownError error : ERRORS.all()) {
      assertThat(page).contains("| `" + error.id() + "` | " + error.why() + " |");
    }
  }
}
