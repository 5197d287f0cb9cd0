package io.attune.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class VisibleTextTest {

  @Test
  void escapesAreShownAndNotObeyed() {
    assertThat(VisibleText.of("a\u001B[31mred\u0007")).isEqualTo("a\\u001b[31mred\\u0007");
    assertThat(VisibleText.of("one\ntwo\r\tthree")).isEqualTo("one\\ntwo\\r\\tthree");
    assertThat(VisibleText.of("csi \u009B2J")).isEqualTo("csi \\u009b2J");
  }

  @Test
  void whatTurnsOrHidesTextIsShown() {
    assertThat(VisibleText.of("a\u202Egpj.exe")).isEqualTo("a\\u202egpj.exe");
    assertThat(VisibleText.of("pay\u200Bpal")).isEqualTo("pay\\u200bpal");
    assertThat(VisibleText.of("x\u2028y\u00A0z")).isEqualTo("x\\u2028y\\u00a0z");
    assertThat(VisibleText.of("tag \uDB40\uDC41")).isEqualTo("tag \\udb40\\udc41");
    assertThat(VisibleText.of("lone \uD800")).isEqualTo("lone \\ud800");
    assertThat(VisibleText.of("filler \u3164")).isEqualTo("filler \\u3164");
  }

  @Test
  void scriptsOfTheWorldStay() {
    String names = "注文 café naïve Ελλάδα עברית \uD83D\uDE80 ﾁｭｳﾓﾝ caf\u0065\u0301";

    assertThat(VisibleText.of(names)).isEqualTo(names);
    assertThat(VisibleText.of("plain")).isEqualTo("plain");
  }

  @Test
  void aCutSaysSo() {
    assertThat(VisibleText.of("abcdef", 4)).isEqualTo("abc…");
  }

  @Test
  void jsonMeansTheSame() {
    assertThat(VisibleText.ofJson("{\n\"a\" : \"x\u202Ey\u009B\"\n}"))
        .isEqualTo("{\n\"a\" : \"x\\u202ey\\u009b\"\n}");
    String plain = "{\"a\" : \"注文\"}";
    assertThat(VisibleText.ofJson(plain)).isSameAs(plain);
  }

  @Property
  void nothingInvisibleIsLeftAndTheResultIsStable(@ForAll("anything") String text) {
    String shown = VisibleText.of(text);

    assertThat(shown.codePoints()).allMatch(VisibleText::isVisible);
    assertThat(VisibleText.of(shown)).isEqualTo(shown);
  }

  @Provide
  Arbitrary<String> anything() {
    return Arbitraries.strings()
        .withCharRange('\0', '\uFFFF')
        .withChars("\u001B\u202E\u2066\u200B\n\r\t\uFEFF\uD83D\uDE80 abc")
        .ofMaxLength(30);
  }
}
