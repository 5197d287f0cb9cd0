package io.attune.advisor.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RuleTableTest {
  private static final Set<String> SHARED =
      Set.of(
          "history",
          "outcomes",
          "relevance",
          "running",
          "advice",
          "confidence",
          "partitions",
          "memory",
          "sizing",
          "prediction",
          "streaming");
  private static final Path PAGES = Path.of("..", "docs", "rules");

  private final RuleTable table = RuleTable.standard();

  @Test
  void every_number_is_used_and_every_number_used_is_there() throws IOException {
    Set<String> used = new TreeSet<>();
    Pattern key = Pattern.compile("\"([a-z-]+\\.[a-z0-9-]+)\"");
    Set<String> groups =
        table.entries().stream().map(e -> group(e.key())).collect(Collectors.toSet());
    try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
      for (Path source : sources.filter(p -> p.toString().endsWith(".java")).toList()) {
        Matcher matcher = key.matcher(Files.readString(source));
        while (matcher.find()) {
          if (groups.contains(group(matcher.group(1)))) {
            used.add(matcher.group(1));
          }
        }
      }
    }
    assertThat(used)
        .containsExactlyInAnyOrderElementsOf(
            table.entries().stream().map(NumberTable.Entry::key).toList());
  }

  @Test
  void every_rule_has_a_page_that_names_all_its_numbers_and_a_class_and_a_test()
      throws IOException {
    for (Rule rule : StandardRules.all()) {
      String page = Files.readString(PAGES.resolve(rule.id() + ".md"));
      for (NumberTable.Entry entry : table.entries()) {
        if (group(entry.key()).equals(rule.id())) {
          assertThat(page).contains("`" + entry.key() + "` | " + plain(entry.defaultValue()));
        }
      }
      assertThat(page)
          .contains(
              "## What it sees",
              "## What it recommends",
              "## Formula",
              "## When it keeps silent",
              "## Numbers",
              "## Example",
              "## Scope\n\n" + rule.scope() + ": ");
      String test = rule.getClass().getName() + "Test";
      assertThat(Path.of("src", "test", "java", test.replace('.', '/') + ".java")).exists();
    }
  }

  @Test
  void shared_numbers_stand_on_the_index_page_with_every_rule() throws IOException {
    String page = Files.readString(PAGES.resolve("README.md"));
    for (NumberTable.Entry entry : table.entries()) {
      if (SHARED.contains(group(entry.key()))) {
        assertThat(page).contains("`" + entry.key() + "` | " + plain(entry.defaultValue()));
      }
    }
    for (Rule rule : StandardRules.all()) {
      assertThat(page).contains("(" + rule.id() + ".md)");
    }
  }

  @Test
  void groups_are_rules_or_shared() {
    Set<String> ids = StandardRules.all().stream().map(Rule::id).collect(Collectors.toSet());
    assertThat(ids).hasSize(47);
    for (NumberTable.Entry entry : table.entries()) {
      assertThat(ids.contains(group(entry.key())) || SHARED.contains(group(entry.key())))
          .as(entry.key())
          .isTrue();
      assertThat(entry.source()).isNotBlank();
      assertThat(entry.description()).endsWith(".");
      assertThat(entry.unit()).isIn("bytes", "ms", "days", "count", "share", "ratio");
    }
  }

  @Test
  void values_of_the_user_go_over_the_defaults_flat_or_grouped() {
    RuleTable changed = table.with("skew.ratio: 6\nspill:\n  low-share: 0.02\n");

    assertThat(changed.number("skew.ratio")).isEqualTo(6);
    assertThat(changed.number("spill.low-share")).isEqualTo(0.02);
    assertThat(changed.number("skew.min-tasks")).isEqualTo(table.number("skew.min-tasks"));
    assertThat(table.number("skew.ratio")).isEqualTo(4);
    assertThat(table.with("").entries()).isEqualTo(table.entries());
  }

  @Test
  void what_cannot_be_used_is_told_in_one_sentence() {
    assertThatThrownBy(() -> table.with("skew.ration: 6"))
        .isInstanceOf(RuleTableException.class)
        .hasMessage("The rule table has no number 'skew.ration'; did you mean 'skew.ratio'?");
    assertThatThrownBy(() -> table.with("skew.ratio: high"))
        .hasMessage("'skew.ratio' in the rule table must be a number (ratio), not 'high'.");
    assertThatThrownBy(() -> table.with("spill.low-share: 1.5")).hasMessageContaining("0 and 1");
    assertThatThrownBy(() -> table.with("skew.ratio: -1")).hasMessageContaining("zero or more");
    assertThatThrownBy(() -> table.with("[1, 2]")).hasMessageContaining("must be a mapping");
    assertThatThrownBy(() -> table.with("a: [")).hasMessageContaining("not valid YAML");
  }

  private static String group(String key) {
    return key.substring(0, key.indexOf('.'));
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
