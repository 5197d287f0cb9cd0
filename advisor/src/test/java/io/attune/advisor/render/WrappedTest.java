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

class WrappedTest {
  @Test
  void indentsTheFirstLineAndTheOthersDifferently() {
    assertThat(Wrapped.lines("- ", "  ", "one two three four", 10))
        .isEqualTo("- one two\n  three\n  four\n");
  }

  @Test
  void keepsAWordThatIsWiderThanTheTerminalWhole() {
    assertThat(Wrapped.lines("  ", "  ", "a spark.sql.shuffle.partitions b", 12))
        .isEqualTo("  a\n  spark.sql.shuffle.partitions\n  b\n");
  }

  @Property
  void losesNoWordAndNeverExceedsTheWidth(
      @ForAll @Size(min = 1, max = 40)
          List<@AlphaChars @NotEmpty @StringLength(max = 12) String> words,
      @ForAll @IntRange(min = 16, max = 60) int columns) {
    String text = String.join(" ", words);
    String lines = Wrapped.lines("  ", "  ", text, columns);

    assertThat(lines.lines()).allMatch(line -> line.length() <= columns);
    assertThat(lines.strip().split("\\s+")).containsExactlyElementsOf(words);
  }

  @Test
  void writesForAsciiTerminals() {
    assertThat(Wrapped.ascii("2 × 3 → 6 · “done”…")).isEqualTo("2 x 3 -> 6 - ?done?...");
  }
}
