package io.attune.streams.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ByApplicationTest {
  private final ByApplication order = new ByApplication();

  @Property(tries = 300)
  void recordsOfAnApplicationComeInTheirOrderAndTogether(
      @ForAll @Size(max = 600)
          List<@StringLength(min = 1, max = 2) @CharRange(from = 'A', to = 'd') String> ids,
      @ForAll @Size(max = 40)
          List<@StringLength(min = 1, max = 1) @CharRange(from = 'A', to = 'C') String> more) {
    assertThat(sorted(ids)).isEqualTo(expected(ids));
    // What was in it before leaves no trace.
    assertThat(sorted(more)).isEqualTo(expected(more));
  }

  @Test
  void applicationsWithTheSameHashStayApart() {
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    assertThat(sorted(List.of("Aa", "BB", "Aa", "BB")))
        .containsExactlyEntriesOf(expected(List.of("Aa", "BB", "Aa", "BB")));
  }

  @Test
  void aRecordWithoutAnApplicationIsLeftOut() {
    order.clear(4);
    order.add(0, "a");
    order.add(2, "b");
    order.add(3, "a");
    assertThat(content()).isEqualTo(Map.of("a", List.of(0, 3), "b", List.of(2)));
  }

  private Map<String, List<Integer>> sorted(List<String> ids) {
    order.clear(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      order.add(i, ids.get(i));
    }
    return content();
  }

  private Map<String, List<Integer>> content() {
    Map<String, List<Integer>> content = new LinkedHashMap<>();
    for (int a = 0; a < order.applications(); a++) {
      List<Integer> records = new ArrayList<>();
      for (int i = order.first(a); i >= 0; i = order.next(i)) {
        assertThat(order.id(i)).isEqualTo(order.id(order.first(a)));
        records.add(i);
      }
      assertThat(content.put(order.id(order.first(a)), records)).isNull();
    }
    return content;
  }

  private static Map<String, List<Integer>> expected(List<String> ids) {
    Map<String, List<Integer>> expected = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      expected.computeIfAbsent(ids.get(i), id -> new ArrayList<>()).add(i);
    }
    return expected;
  }
}
