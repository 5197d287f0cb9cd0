package io.attune.advisor.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TerminalTextTest {
  @Test
  void indentsTheFirstLineAndTheOthersDifferently() {
    assertThat(TerminalText.wrap("- ", "  ", "one two three four", 10))
        .isEqualTo("- one two\n  three\n  four\n");
  }

  @Test
  void keepsAWordThatIsWiderThanTheTerminalWhole() {
    assertThat(TerminalText.wrap("  ", "  ", "a spark.sql.shuffle.partitions b", 12))
        .isEqualTo("  a\n  spark.sql.shuffle.partitions\n  b\n");
  }

  @Test
  void countsColumnsAndNotCharacters() {
    assertThat(TerminalText.columns("orders")).isEqualTo(6);
    assertThat(TerminalText.columns("注文")).isEqualTo(4);
    assertThat(TerminalText.columns("ﾁｭｳﾓﾝ")).isEqualTo(5);
    assertThat(TerminalText.columns("주문")).isEqualTo(4);
    assertThat(TerminalText.columns("Ａ")).isEqualTo(2);
    assertThat(TerminalText.columns("caf\u0065\u0301")).isEqualTo(4);
    assertThat(TerminalText.columns("\uD83D\uDE80 go")).isEqualTo(5);
    assertThat(TerminalText.columns("½ × → …")).isEqualTo(7);
    assertThat(TerminalText.wrap("", "", "夜間 注文 集計", 10)).isEqualTo("夜間 注文\n集計\n");
  }

  @Test
  void showsNothingThatATerminalWouldObey() {
    assertThat(TerminalText.printable("plain")).isEqualTo("plain");
    assertThat(TerminalText.printable("a\u001B[31mb\u009B2Jc\rd\u202Ee"))
        .isEqualTo("a\\u001b[31mb\\u009b2Jc\\rd\\u202ee");
    assertThat(TerminalText.wrap("", "", "bad\u001B]0;title\u0007 name", 80))
        .doesNotContain("\u001B", "\u0007");
  }

  @Property
  void losesNoWordAndNeverExceedsTheWidth(
      @ForAll @Size(min = 1, max = 40)
          List<@AlphaChars @NotEmpty @StringLength(max = 12) String> words,
      @ForAll @IntRange(min = 16, max = 60) int columns) {
    String text = String.join(" ", words);
    String lines = TerminalText.wrap("  ", "  ", text, columns);

    assertThat(lines.lines()).allMatch(line -> line.length() <= columns);
    assertThat(lines.strip().split("\\s+")).containsExactlyElementsOf(words);
  }

  @Test
  void writesForAsciiTerminals() {
    assertThat(TerminalText.ascii("2 × 3 → 6 · “done”…")).isEqualTo("2 x 3 -> 6 - ?done?...");
  }
}
