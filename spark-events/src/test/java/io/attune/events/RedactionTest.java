package io.attune.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RedactionTest {

  private final Redaction redaction = Redaction.defaults();

  @Test
  void propertiesByKeyAndByValue() {
    assertThat(redaction.property("spark.ssl.keyPassword", "x")).isEqualTo(Redaction.REPLACEMENT);
    assertThat(redaction.property("spark.hadoop.fs.s3a.access.key", "x"))
        .isEqualTo(Redaction.REPLACEMENT);
    assertThat(redaction.property("sun.java.command", "--conf my.secret=x"))
        .isEqualTo(Redaction.REPLACEMENT);
    assertThat(redaction.property("spark.executor.cores", "4")).isEqualTo("4");
    assertThat(redaction.property("spark.empty.token", "")).isEmpty();
  }

  @Test
  void pairsInText() {
    assertThat(redaction.text("cannot log in with password=hunter2, user=bob", 1_000))
        .isEqualTo("cannot log in with password=" + Redaction.REPLACEMENT + ", user=bob");
    assertThat(redaction.text("{\"apiToken\": \"abc\", \"n\": 1}", 1_000))
        .isEqualTo("{\"apiToken\": \"" + Redaction.REPLACEMENT + "\", \"n\": 1}");
    assertThat(redaction.text("GET https://bob:hunter2@host/x", 1_000))
        .isEqualTo("GET https://" + Redaction.REPLACEMENT + "@host/x");
    assertThat(redaction.text("java.lang.IllegalStateException: nothing here", 1_000))
        .isEqualTo("java.lang.IllegalStateException: nothing here");
    assertThat(redaction.text(null, 10)).isNull();
  }

  @Test
  void patternsOfTheApplication() {
    Redaction own =
        Redaction.of(
            Map.of(
                "spark.redaction.regex", "geheim",
                "spark.redaction.string.regex", "\\d{4}-\\d{4}",
                "spark.sql.redaction.options.regex", "dbtable"));

    assertThat(own.property("a.geheim", "x")).isEqualTo(Redaction.REPLACEMENT);
    assertThat(own.property("a.password", "x")).isEqualTo(Redaction.REPLACEMENT);
    assertThat(own.text("mein geheim=wert, x=1", 100))
        .isEqualTo("mein geheim=" + Redaction.REPLACEMENT + ", x=1");
    assertThat(own.text("card 1234-5678 refused", 100))
        .isEqualTo("card " + Redaction.REPLACEMENT + " refused");
    assertThat(own.sqlText("card 1234-5678", 100)).isEqualTo("card " + Redaction.REPLACEMENT);
    assertThat(own.option("dbtable", "x")).isEqualTo(Redaction.REPLACEMENT);
    assertThat(own.option("url", "x")).isEqualTo(Redaction.REPLACEMENT);
    assertThat(own.option("path", "x")).isEqualTo("x");
    Redaction sqlOnly = Redaction.of(Map.of("spark.sql.redaction.string.regex", "sec\\w+"));
    assertThat(sqlOnly.sqlText("a sectional", 100)).isEqualTo("a " + Redaction.REPLACEMENT);
    assertThat(sqlOnly.text("a sectional", 100)).isEqualTo("a sectional");
  }

  @Test
  void attunesOwnSettingsAddNamesAndAnExpression() {
    Redaction own =
        Redaction.of(
            Map.of(Redaction.NAMES, "pin, acme.licence, !", Redaction.REGEX, "ACME-\\d{6}"));

    assertThat(own.property("my.pin", "1234")).isEqualTo(Redaction.REPLACEMENT);
    assertThat(own.property("my.note", "see ACME-123456"))
        .isEqualTo("see " + Redaction.REPLACEMENT);
    assertThat(own.text("acme.licence: 77 of ACME-123456", 100))
        .isEqualTo("acme.licence: " + Redaction.REPLACEMENT + " of " + Redaction.REPLACEMENT);
    assertThat(Redaction.problems(Map.of(Redaction.NAMES, "pin, !", Redaction.REGEX, "(")))
        .hasSize(2)
        .allMatch(sentence -> sentence.endsWith("it is ignored."));
  }

  @Test
  void aReadersOwnStayWhateverTheApplicationSays() {
    Redaction own =
        Redaction.with(List.of("pin"), "ACME-\\d{6}")
            .forApplication(Map.of(Redaction.NAMES, "licence"));

    assertThat(own.text("pin=1, licence=2, ACME-123456", 100))
        .isEqualTo(
            "pin="
                + Redaction.REPLACEMENT
                + ", licence="
                + Redaction.REPLACEMENT
                + ", "
                + Redaction.REPLACEMENT);
    assertThatThrownBy(() -> Redaction.with(List.of(), "("))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'(' is not a regular expression of Java.");
  }

  /** A log may bring an expression that would take for ever. */
  @Test
  void anExpressionThatTakesForEverTakesTheTextOut() {
    Redaction hostile =
        Redaction.of(
            Map.of(
                "spark.redaction.regex", "(x+x+)+y",
                "spark.redaction.string.regex", "(x+x+)+y"));

    String text = "x".repeat(8_000);
    for (int i = 0; i < 1_000; i++) {
      assertThat(hostile.text(text, 1_024)).isEqualTo(Redaction.REPLACEMENT);
      assertThat(hostile.property("a", text)).isEqualTo(Redaction.REPLACEMENT);
    }
  }

  @Test
  void whatSparkHasRedactedIsLeftAndNotCounted() {
    int[] found = new int[1];
    Redaction counting = redaction.counting(count -> found[0] += count);

    assertThat(counting.property("a.password", Redaction.REPLACEMENT))
        .isEqualTo(Redaction.REPLACEMENT);
    assertThat(counting.text("password=" + Redaction.REPLACEMENT + " x", 100))
        .isEqualTo("password=" + Redaction.REPLACEMENT + " x");
    assertThat(found[0]).isZero();
  }

  @Test
  void aPatternThatDoesNotCompileLeavesTheDefault() {
    Redaction broken = Redaction.of(Map.of("spark.redaction.regex", "("));

    assertThat(broken.property("my.password", "x")).isEqualTo(Redaction.REPLACEMENT);
  }

  @Test
  void aSecretAtTheCutDoesNotSlipThrough() {
    String text = "x".repeat(90) + " password=hunter2hunter2";

    assertThat(redaction.text(text, 104)).doesNotContain("hunter2");
  }

  @Property
  void aCutNeverExceedsItsLengthNorSplitsACharacter(
      @ForAll String text, @ForAll @IntRange(min = 1, max = 60) int length) {
    String cut = Redaction.cut(text, length);

    assertThat(cut.length()).isLessThanOrEqualTo(length);
    if (text.length() > length && cut.length() > 1) {
      assertThat(Character.isHighSurrogate(cut.charAt(cut.length() - 2))).isFalse();
    }
  }
}
