package io.attune.advisor.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.table.NumberTable;
import io.attune.advisor.table.TableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PriceTableTest {
  private final PriceTable neutral = PriceTable.neutral();

  @Test
  void is_neutral_until_the_user_gives_prices() {
    assertThat(neutral.unit()).isEqualTo("unit");
    assertThat(neutral.pricePerHour(1, 0)).isEqualTo(1);
    assertThat(neutral.nodeTypes()).allMatch(node -> node.pricePerHour().isEmpty());
    assertThat(neutral.nodeType("r5.xlarge").map(neutral::pricePerHour).orElseThrow())
        .isEqualTo(4 + 32 * 0.11, within(1e-9));
    assertThat(neutral.nodeType("z9.gigantic")).isEmpty();
  }

  @Test
  void prices_of_the_user_go_over_the_neutral_ones() {
    PriceTable mine =
        neutral.with(
            """
            unit: USD
            price.core-hour: 0.05
            billing: {increment-ms: 60000, minimum-ms: 120000}
            price: {platform-unit: 0.15}
            node-types:
              r5.xlarge: {price-per-hour: 0.252, platform-units-per-hour: 1}
              own.big: {cores: 64, memory-gib: 512, price-per-hour: 3}
            """);

    assertThat(mine.unit()).isEqualTo("USD");
    assertThat(mine.number("price.gib-hour")).isEqualTo(neutral.number("price.gib-hour"));
    assertThat(mine.nodeType("r5.xlarge").map(mine::pricePerHour).orElseThrow())
        .isEqualTo(0.252 + 0.15, within(1e-9));
    assertThat(mine.nodeType("r5.xlarge").orElseThrow().cores()).isEqualTo(4);
    assertThat(mine.nodeType("own.big").orElseThrow().cloud()).isEmpty();
    assertThat(mine.billedMs(1)).isEqualTo(120_000);
    assertThat(mine.billedMs(120_001)).isEqualTo(180_000);
    assertThat(mine.billedMs(180_000)).isEqualTo(180_000);
    assertThat(neutral.unit()).as("the first one is as it was").isEqualTo("unit");
    assertThat(neutral.with("")).isSameAs(neutral);
  }

  @Test
  void what_cannot_be_used_is_told_in_one_sentence() {
    assertRefused(
        "price.core-hours: 1",
        "The price table has no number 'price.core-hours'; did you mean 'price.core-hour'?");
    assertRefused(
        "core-hour: 1",
        "The price table has no number 'core-hour'; did you mean 'price.core-hour'?");
    assertRefused(
        "node-type: {}", "The price table has no number 'node-type'; did you mean 'node-types'?");
    assertRefused(
        "node-types: {r5.xlarge: {core: 4}}",
        "The node type 'r5.xlarge' in the price table has no field 'core'; did you mean 'cores'?");
    assertRefused(
        "node-types: {mine: {cores: 4}}",
        "The node type 'mine' in the price table needs cores and memory-gib, such as"
            + " {cores: 4, memory-gib: 32}.");
    assertRefused(
        "node-types: {r5.xlarge: {price-per-hour: cheap}}",
        "'price-per-hour' of the node type 'r5.xlarge' in the price table must be a number, zero"
            + " or more, not 'cheap'.");
    assertRefused(
        "price.core-hour: costly",
        "'price.core-hour' in the price table must be a number (price), not 'costly'.");
    assertRefused("spot.price-share: 2", "'spot.price-share' in the price table must be a share");
    assertRefused("unit: 3", "'unit' in the price table must be a name such as USD, not '3'.");
    assertRefused("[1]", "The price table must be a mapping from a name to a number");
    assertRefused("a: [", "The price table is not valid YAML");
  }

  @Test
  void every_number_is_used_and_stands_on_the_page() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "prices.md"));
    StringBuilder sources = new StringBuilder();
    for (String name : new String[] {"cost", "rules"}) {
      try (var files =
          Files.walk(Path.of("src", "main", "java", "io", "attune", "advisor", name))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          sources.append(Files.readString(file));
        }
      }
    }
    for (NumberTable.Entry entry : neutral.entries()) {
      assertThat(sources.indexOf("\"" + entry.key() + "\"")).as(entry.key()).isNotNegative();
      assertThat(page).contains("`" + entry.key() + "` | " + plain(entry.defaultValue()));
      assertThat(entry.source()).isNotBlank();
      assertThat(entry.description()).endsWith(".");
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private void assertRefused(String yaml, String sentence) {
    assertThatThrownBy(() -> neutral.with(yaml))
        .isInstanceOf(TableException.class)
        .hasMessageStartingWith(sentence);
  }
}
