package io.attune.advisor.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LargestRemainderTest {
  @Test
  void what_is_left_goes_to_the_largest_remainders() {
    assertThat(LargestRemainder.share(10, new long[] {1, 1, 1})).containsExactly(4, 3, 3);
    assertThat(LargestRemainder.share(10, new long[] {6, 6, 0, 7})).containsExactly(3, 3, 0, 4);
    assertThat(LargestRemainder.share(7, new long[] {0, 0})).containsExactly(0, 7);
  }

  @Property
  void shares_sum_to_the_whole_and_are_off_by_less_than_one(
      @ForAll @LongRange(min = 0, max = 1L << 50) long total,
      @ForAll @Size(min = 1, max = 300) List<@LongRange(min = 0, max = 1L << 40) Long> given) {
    long[] weights = given.stream().mapToLong(Long::longValue).toArray();
    long[] shares = LargestRemainder.share(total, weights);

    assertThat(Arrays.stream(shares).sum()).isEqualTo(total);
    assertThat(Arrays.stream(shares).min().orElse(0)).isNotNegative();
    BigInteger sum =
        Arrays.stream(weights)
            .mapToObj(BigInteger::valueOf)
            .reduce(BigInteger.ZERO, BigInteger::add);
    for (int i = 0; sum.signum() > 0 && i < shares.length; i++) {
      BigInteger off =
          BigInteger.valueOf(shares[i])
              .multiply(sum)
              .subtract(BigInteger.valueOf(total).multiply(BigInteger.valueOf(weights[i])));
      assertThat(off.abs()).isLessThan(sum);
    }
  }
}
