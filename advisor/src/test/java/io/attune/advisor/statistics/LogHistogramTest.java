package io.attune.advisor.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormat.Versions;
import io.attune.advisor.state.StateFormatException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.datasketches.kll.KllLongsSketch;
import org.junit.jupiter.api.Test;

class LogHistogramTest {
  private static final StateFormat<LogHistogram> FORMAT =
      StateFormat.plain("histogram", Versions.only(1), LogHistogram::write, LogHistogram::read);

  @Provide
  Arbitrary<List<Long>> values() {
    Arbitrary<Long> small = Arbitraries.longs().between(0, 200);
    Arbitrary<Long> times = Arbitraries.longs().between(0, 86_400_000L);
    Arbitrary<Long> bytes = Arbitraries.longs().between(0, 1L << 40);
    return Arbitraries.oneOf(small, times, bytes).list().ofMinSize(1).ofMaxSize(400);
  }

  @Property(tries = 500)
  void quantilesAreWithinOnePerCentOfTheExactOnes(
      @ForAll("values") List<Long> values, @ForAll @DoubleRange(min = 0, max = 1) double q) {
    LogHistogram histogram = of(values);
    long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
    long exact = sorted[(int) Math.max(1, Math.ceil(q * sorted.length)) - 1];
    assertThat(histogram.quantile(q)).isCloseTo(exact, within(exact * 0.01 + 1e-9));
  }

  @Property(tries = 200)
  void countSumMinimumAndMaximumAreExact(@ForAll("values") List<Long> values) {
    LogHistogram histogram = of(values);
    assertThat(histogram.count()).isEqualTo(values.size());
    assertThat(histogram.sum()).isEqualTo(values.stream().mapToLong(Long::longValue).sum());
    assertThat(histogram.mean())
        .isCloseTo(
            values.stream().mapToLong(Long::longValue).average().orElseThrow(), within(1e-3));
    assertThat(histogram.median()).isEqualTo(histogram.quantile(0.5));
    assertThat(histogram.min()).isEqualTo(Collections.min(values));
    assertThat(histogram.max()).isEqualTo(Collections.max(values));
  }

  @Test
  void anEmptyOneHasZeros() {
    LogHistogram histogram = new LogHistogram();
    assertThat(histogram.isEmpty()).isTrue();
    assertThat(histogram.mean()).isZero();
    assertThat(histogram.median()).isZero();
    assertThat(histogram.min()).isZero();
    assertThat(histogram.max()).isZero();
    assertThat(of(List.of(4L, 8L)).mean()).isEqualTo(6);
    assertThat(of(List.of(4L, 4L, 8L)).median()).isCloseTo(4, within(0.04));
  }

  @Property(tries = 300)
  void orderLeavesNoTrace(@ForAll("values") List<Long> values, @ForAll Random random) {
    byte[] inOrder = FORMAT.toBytes(of(values));
    List<Long> shuffled = new java.util.ArrayList<>(values);
    Collections.shuffle(shuffled, random);
    assertThat(FORMAT.toBytes(of(shuffled))).isEqualTo(inOrder);
  }

  @Property(tries = 300)
  void mergingPartsEqualsCountingTheWhole(
      @ForAll("values") List<Long> values, @ForAll @IntRange(min = 0, max = 400) int cut) {
    int at = Math.min(cut, values.size());
    LogHistogram left = of(values.subList(0, at));
    LogHistogram right = of(values.subList(at, values.size()));
    LogHistogram leftFirst = FORMAT.fromBytes(FORMAT.toBytes(left));
    leftFirst.merge(right);
    right.merge(left);
    assertThat(FORMAT.toBytes(leftFirst)).isEqualTo(FORMAT.toBytes(of(values)));
    assertThat(FORMAT.toBytes(right)).isEqualTo(FORMAT.toBytes(of(values)));
  }

  @Property(tries = 200)
  void bytesRoundTrip(@ForAll List<Long> values) {
    byte[] bytes = FORMAT.toBytes(of(values));
    assertThat(FORMAT.toBytes(FORMAT.fromBytes(bytes))).isEqualTo(bytes);
  }

  @Property(tries = 100)
  void anyLongsStayBoundedAndForgetTheirOrder(@ForAll List<Long> values, @ForAll Random random) {
    List<Long> shuffled = new java.util.ArrayList<>(values);
    Collections.shuffle(shuffled, random);
    assertThat(FORMAT.toBytes(of(shuffled))).isEqualTo(FORMAT.toBytes(of(values)));
  }

  @Test
  void everyBucketOfTheWholeRangeStaysBelowFourKilobytes() {
    LogHistogram histogram = new LogHistogram();
    for (double value = 1; value < 9e18; value *= 1.01) {
      for (int i = 0; i < 200; i++) {
        histogram.add((long) value);
      }
    }
    assertThat(FORMAT.toBytes(histogram).length).isLessThan(4096);
    assertThat(histogram.quantile(0.99)).isBetween(1e17, 9.3e18);
  }

  @Test
  void anEmptyOneKnowsNothing() {
    LogHistogram histogram = new LogHistogram();
    assertThat(histogram.isEmpty()).isTrue();
    assertThat(histogram.quantile(0.5)).isZero();
    assertThat(histogram.min()).isZero();
    assertThat(histogram.max()).isZero();
    assertThat(FORMAT.fromBytes(FORMAT.toBytes(histogram)).isEmpty()).isTrue();
  }

  @Test
  void refusesAnUnknownVersionInOneSentence() {
    byte[] bytes = FORMAT.toBytes(of(List.of(1L, 2L)));
    bytes[0] = 99;
    assertThatThrownBy(() -> FORMAT.fromBytes(bytes))
        .isInstanceOf(StateFormatException.class)
        .hasMessageContaining("format version 99")
        .hasMessageContaining("newer Attune");
  }

  @Test
  void refusesAQuantileOutOfRange() {
    assertThatThrownBy(() -> new LogHistogram().quantile(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
  }

  /** Why quantiles do not come from KLL: it is randomised and depends on the order of arrival. */
  @Test
  void kllChangesUnderPermutationAndThisDoesNot() {
    long[] values = new Random(7).longs(50_000, 1, 10_000_000).toArray();
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    KllLongsSketch kll = KllLongsSketch.newHeapInstance();
    KllLongsSketch kllSorted = KllLongsSketch.newHeapInstance();
    LogHistogram ours = new LogHistogram();
    LogHistogram oursSorted = new LogHistogram();
    for (int i = 0; i < values.length; i++) {
      kll.update(values[i]);
      kllSorted.update(sorted[i]);
      ours.add(values[i]);
      oursSorted.add(sorted[i]);
    }
    double[] ranks = {0.05, 0.25, 0.5, 0.75, 0.95, 0.99};
    assertThat(kll.getQuantiles(ranks)).isNotEqualTo(kllSorted.getQuantiles(ranks));
    assertThat(Arrays.stream(ranks).map(ours::quantile).toArray())
        .isEqualTo(Arrays.stream(ranks).map(oursSorted::quantile).toArray());
    assertThat(FORMAT.toBytes(ours)).isEqualTo(FORMAT.toBytes(oursSorted));
  }

  private static LogHistogram of(List<Long> values) {
    LogHistogram histogram = new LogHistogram();
    values.forEach(histogram::add);
    return histogram;
  }
}
