package io.attune.advisor.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormat.Versions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Against the textbook's two passes over the pairs, in floating point. */
class CorrelationTest {
  private static final long LARGEST = 1L << 53;
  private static final StateFormat<Correlation> FORMAT =
      StateFormat.plain("correlation", Versions.only(1), Correlation::write, Correlation::read);

  private record Pair(long x, long y) {}

  private static Correlation of(List<Pair> pairs) {
    Correlation correlation = new Correlation();
    pairs.forEach(pair -> correlation.add(pair.x(), pair.y()));
    return correlation;
  }

  private static byte[] bytes(Correlation correlation) {
    return FORMAT.toBytes(correlation);
  }

  private static List<Pair> random(Random random, int count, long largest) {
    return Stream.generate(
            () -> {
              long y = (long) (random.nextDouble() * largest);
              return new Pair((long) (0.3 * y + 0.2 * random.nextDouble() * largest), y);
            })
        .limit(count)
        .toList();
  }

  @Property(tries = 200)
  void coefficientAndLineAreTheTextbooks(
      @ForAll Random random, @ForAll @IntRange(min = 4, max = 300) int count) {
    for (long largest : new long[] {1_000, 1L << 40, LARGEST}) {
      List<Pair> pairs = random(random, count, largest);
      double meanX = pairs.stream().mapToDouble(Pair::x).average().orElseThrow();
      double meanY = pairs.stream().mapToDouble(Pair::y).average().orElseThrow();
      double xx = pairs.stream().mapToDouble(p -> (p.x() - meanX) * (p.x() - meanX)).sum();
      double yy = pairs.stream().mapToDouble(p -> (p.y() - meanY) * (p.y() - meanY)).sum();
      double xy = pairs.stream().mapToDouble(p -> (p.x() - meanX) * (p.y() - meanY)).sum();
      double slope = xy / yy;
      double residual =
          pairs.stream()
              .mapToDouble(p -> p.x() - meanX - slope * (p.y() - meanY))
              .map(e -> e * e)
              .sum();

      Correlation correlation = of(pairs);
      Line line = correlation.line().orElseThrow();

      assertThat(correlation.coefficient().orElseThrow())
          .isCloseTo(xy / Math.sqrt(xx * yy), within(1e-9));
      assertThat(line.slope()).isCloseTo(slope, within(1e-9));
      assertThat(line.error()).isCloseTo(Math.sqrt(residual / (count - 2) / yy), within(1e-9));
      assertThat(line.steepest()).isEqualTo(line.slope() + 2 * line.error());
    }
  }

  @Property(tries = 200)
  void partsMergeToTheWhole(
      @ForAll Random random,
      @ForAll @IntRange(min = 1, max = 300) int count,
      @ForAll @IntRange(max = 300) int cut) {
    List<Pair> pairs = random(random, count, LARGEST);
    int at = Math.min(cut, count);
    Correlation first = of(pairs.subList(0, at));
    first.merge(of(pairs.subList(at, count)));

    assertThat(bytes(first)).isEqualTo(bytes(of(pairs)));
    assertThat(first.coefficient()).isEqualTo(of(pairs).coefficient());
  }

  @Property(tries = 50)
  void whatIsWrittenIsRead(@ForAll Random random) {
    Correlation written = of(random(random, 100, LARGEST));
    Correlation read = FORMAT.fromBytes(bytes(written));

    assertThat(bytes(read)).isEqualTo(bytes(written));
    assertThat(read.coefficient()).isEqualTo(written.coefficient());
    assertThat(read.line()).isEqualTo(written.line());
  }

  @Test
  void fewPairsOrNoVariationHaveNeither() {
    assertThat(of(List.of(new Pair(1, 2), new Pair(2, 4))).coefficient()).isEmpty();
    assertThat(of(List.of(new Pair(1, 2), new Pair(2, 4))).line()).isEmpty();
    List<Pair> sameY = List.of(new Pair(1, 5), new Pair(2, 5), new Pair(9, 5));
    assertThat(of(sameY).coefficient()).isEmpty();
    assertThat(of(sameY).line()).isEmpty();
    List<Pair> sameX = List.of(new Pair(5, 1), new Pair(5, 2), new Pair(5, 9));
    assertThat(of(sameX).coefficient()).isEmpty();
    assertThat(of(sameX).line()).contains(new Line(0, 0));
  }

  @Test
  void valuesAreCutAtBothEnds() {
    List<Pair> beyond = List.of(new Pair(-7, 0), new Pair(3, Long.MAX_VALUE), new Pair(0, 4));
    List<Pair> cut = List.of(new Pair(0, 0), new Pair(3, LARGEST), new Pair(0, 4));

    assertThat(bytes(of(beyond))).isEqualTo(bytes(of(cut)));
  }
}
