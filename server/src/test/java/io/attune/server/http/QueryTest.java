package io.attune.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueryTest {
  private static final List<Parameter> PARAMETERS =
      List.of(
          Parameter.text("name", "A name.").needed(),
          Parameter.choice("kind", List.of("a", "b"), "A kind.").manifold(),
          Parameter.choice("form", List.of("x", "y"), "x", "A form."),
          Parameter.whole("limit", 1, 9, 5, "A limit."),
          Parameter.flag("loud", false, "A flag."));

  private static Query query(Map<String, List<String>> given) {
    return new Query(PARAMETERS, given);
  }

  @Test
  void readsWhatIsGivenAndWhatIsUsual() {
    Query query = query(Map.of("name", List.of("n"), "kind", List.of("a", "b", "a")));

    assertThat(query.require("name")).isEqualTo("n");
    assertThat(query.texts("kind")).isEqualTo(Set.of("a", "b"));
    assertThat(query.require("form")).isEqualTo("x");
    assertThat(query.whole("limit")).isEqualTo(5);
    assertThat(query.flag("loud")).isFalse();
    assertThat(query.text("kind")).hasValue("a");
  }

  @Test
  void refusesInOneSentence() {
    assertRefused(Map.of(), "The parameter name is missing.");
    assertRefused(Map.of("name", List.of("a", "b")), "The parameter name is given 2 times.");
    assertRefused(
        Map.of("name", List.of("n"), "limit", List.of("99999999999")),
        "The parameter limit is '99999999999' but must be a whole number from 1 to 9.");
    assertRefused(
        Map.of("name", List.of("n"), "lmit", List.of("1")),
        "There is no parameter 'lmit' here; did you mean limit?");
    assertRefused(
        Map.of("name", List.of("n"), "entirely", List.of("1")),
        "There is no parameter 'entirely' here; it is one of form, kind, limit, loud, name.");
    assertRefused(Map.of("name", List.of("n".repeat(5_000))), "at most 4096 characters long");
  }

  @Test
  void quotesNoMoreThanASentenceHolds() {
    assertThatThrownBy(() -> query(Map.of("x".repeat(10_000), List.of("1"))))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }

  @Test
  void askingForWhatIsNotDeclaredIsAMistakeOfTheCaller() {
    Query query = query(Map.of("name", List.of("n")));
    assertThatThrownBy(() -> query.text("other")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> query.require("kind")).isInstanceOf(IllegalStateException.class);
  }

  private static void assertRefused(Map<String, List<String>> given, String sentence) {
    assertThatThrownBy(() -> query(given))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(sentence);
  }
}
