package io.attune.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class KeywordsTest {

  /** Against the obvious way, on an alphabet small enough for words to overlap. */
  @Property
  void findsEveryWordWhereItStands(
      @ForAll @Size(min = 1, max = 6)
          List<@CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 4) String> words,
      @ForAll @CharRange(from = 'A', to = 'D') @StringLength(max = 40) String text) {
    List<String> distinct = words.stream().distinct().collect(java.util.stream.Collectors.toList());
    List<String> expected = new ArrayList<>();
    String lower = text.toLowerCase(Locale.ROOT);
    for (int start = 0; start < lower.length(); start++) {
      for (String word : distinct) {
        if (lower.startsWith(word, start)) {
          expected.add(word + " at " + start);
        }
      }
    }

    List<String> found = new ArrayList<>();
    Keywords keywords = new Keywords(distinct);
    keywords.visit(text, (index, start) -> found.add(distinct.get(index) + " at " + start));

    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(keywords.firstEnd(text) >= 0).isEqualTo(!expected.isEmpty());
  }
}
