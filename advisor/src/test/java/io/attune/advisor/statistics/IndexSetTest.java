package io.attune.advisor.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class IndexSetTest {
  private static final int LOW = 1 << 14;

  @Provide
  Arbitrary<List<Integer>> indexes() {
    // Few and close together, on both sides of where the representation changes, and at the end.
    return Arbitraries.oneOf(
            Arbitraries.integers().between(0, 70),
            Arbitraries.integers().between(LOW - 40, LOW + 40),
            Arbitraries.integers().between(Integer.MAX_VALUE - 20, Integer.MAX_VALUE))
        .list()
        .ofMaxSize(120);
  }

  @Property(tries = 300)
  void isASet(@ForAll("indexes") List<Integer> some, @ForAll("indexes") List<Integer> others) {
    IndexSet a = new IndexSet();
    IndexSet b = new IndexSet();
    Set<Integer> wantedA = fill(a, some);
    Set<Integer> wantedB = fill(b, others);
    assertThat(content(a)).containsExactlyElementsOf(wantedA);
    assertThat(a.size()).isEqualTo(wantedA.size());
    assertThat(a.isEmpty()).isEqualTo(wantedA.isEmpty());
    assertThat(a.contains(b)).isEqualTo(wantedA.containsAll(wantedB));
    assertThat(a.intersects(b)).isEqualTo(wantedA.stream().anyMatch(wantedB::contains));

    Set<Integer> union = new TreeSet<>(wantedA);
    union.addAll(wantedB);
    IndexSet all = a.copy();
    all.addAll(b);
    assertThat(content(all)).containsExactlyElementsOf(union);
    assertThat(all.contains(a) && all.contains(b)).isTrue();

    Set<Integer> rest = new TreeSet<>(wantedA);
    rest.removeAll(wantedB);
    assertThat(content(a.without(b))).containsExactlyElementsOf(rest);

    Set<Integer> either = new TreeSet<>(union);
    either.removeIf(index -> wantedA.contains(index) && wantedB.contains(index));
    assertThat(content(a.xor(b))).containsExactlyElementsOf(either);
    assertThat(content(a)).containsExactlyElementsOf(wantedA);
    assertThat(content(b)).containsExactlyElementsOf(wantedB);
  }

  @Test
  void aRangeMayLieOnBothSides() {
    IndexSet set = new IndexSet();
    set.addRange(LOW - 2, LOW + 3);
    set.addRange(Integer.MAX_VALUE, 1L << 31);
    assertThat(content(set))
        .containsExactly(LOW - 2, LOW - 1, LOW, LOW + 1, LOW + 2, Integer.MAX_VALUE);
    assertThat(set.nextAbsent(LOW - 2)).isEqualTo(LOW + 3);
    assertThat(set.nextAbsent(Integer.MAX_VALUE)).isEqualTo(1L << 31);
    IndexSet below = new IndexSet();
    below.addRange(0, LOW);
    assertThat(below.nextAbsent(0)).isEqualTo(LOW);
    assertThat(below.next(LOW)).isNegative();
  }

  private static Set<Integer> fill(IndexSet set, List<Integer> indexes) {
    Set<Integer> wanted = new TreeSet<>();
    for (int index : indexes) {
      assertThat(set.add(index)).isEqualTo(wanted.add(index));
    }
    return wanted;
  }

  /** By the runs of it, as the binary form reads it. */
  private static List<Integer> content(IndexSet set) {
    List<Integer> content = new ArrayList<>();
    long start = set.next(0);
    while (start >= 0) {
      long end = set.nextAbsent(start);
      for (long index = start; index < end; index++) {
        content.add((int) index);
      }
      start = end > Integer.MAX_VALUE ? -1 : set.next(end);
    }
    return content;
  }
}
