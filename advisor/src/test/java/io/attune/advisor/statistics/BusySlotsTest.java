package io.attune.advisor.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.advisor.state.StateFormatException;
import io.attune.schemas.TaskEndReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BusySlotsTest {
  private static final long BEGIN = 1_767_580_000_123L;

  private record Attempt(long launch, long finish, boolean fails, boolean spilled) {
    void addTo(BusySlots slots) {
      assertThat(slots.add(launch, finish)).isTrue();
      if (fails) {
        slots.failed(finish);
      }
      if (spilled) {
        slots.spilled(finish);
      }
    }
  }

  private static List<Attempt> attempts(Random random, int count, long within, long longest) {
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long launch = BEGIN + (long) (random.nextDouble() * within);
      long finish = launch + (long) (Math.pow(random.nextDouble(), 3) * longest);
      attempts.add(new Attempt(launch, finish, random.nextInt(9) == 0, random.nextInt(5) == 0));
    }
    return attempts;
  }

  private static BusySlots of(List<Attempt> attempts) {
    BusySlots slots = new BusySlots();
    attempts.forEach(attempt -> attempt.addTo(slots));
    return slots;
  }

  private static void assertSame(BusySlots actual, BusySlots expected) {
    assertThat(actual.size()).isEqualTo(expected.size());
    assertThat(actual.widthMs()).isEqualTo(expected.widthMs());
    assertThat(actual.startMs(0)).isEqualTo(expected.startMs(0));
    assertThat(actual.attempts()).isEqualTo(expected.attempts());
    assertThat(actual.busyMs()).isEqualTo(expected.busyMs());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.failures(i)).isEqualTo(expected.failures(i));
      assertThat(actual.spills(i)).isEqualTo(expected.spills(i));
    }
  }

  /** Against the overlap of every attempt with every bucket, one by one. */
  @Test
  void bucketsHoldWhatOverlapsThem() {
    for (int round = 0; round < 200; round++) {
      Random random = new Random(round);
      List<Attempt> attempts =
          attempts(
              random, 1 + random.nextInt(60), 1L << random.nextInt(34), 1L << random.nextInt(34));

      BusySlots slots = of(attempts);

      assertThat(slots.size()).isBetween(1, BusySlots.MOST);
      long[] busy = slots.busyMs();
      for (int i = 0; i < slots.size(); i++) {
        long from = slots.startMs(i);
        long to = slots.startMs(i + 1);
        long overlap = 0;
        long failures = 0;
        long spilled = 0;
        for (Attempt one : attempts) {
          overlap += Math.max(0, Math.min(to, one.finish()) - Math.max(from, one.launch()));
          boolean endsHere = one.finish() >= from && one.finish() < to;
          failures += endsHere && one.fails() ? 1 : 0;
          spilled += endsHere && one.spilled() ? 1 : 0;
        }
        assertThat(busy[i]).as("round %d bucket %d", round, i).isEqualTo(overlap);
        assertThat(slots.failures(i)).isEqualTo(failures);
        assertThat(slots.spills(i)).isEqualTo(spilled);
      }
    }
  }

  /** No wider than they must be, so that the width does not depend on the order either. */
  @Test
  void bucketsAreAsNarrowAsTheirNumberAllows() {
    for (int round = 0; round < 100; round++) {
      List<Attempt> attempts = attempts(new Random(round), 40, 3_600_000, 60_000);
      BusySlots slots = of(attempts);
      long first = attempts.stream().mapToLong(Attempt::launch).min().orElseThrow();
      long last = attempts.stream().mapToLong(Attempt::finish).max().orElseThrow();
      long half = slots.widthMs() / 2;

      assertThat(last / half - first / half + 1).isGreaterThan(BusySlots.MOST);
    }
  }

  @Test
  void theOrderLeavesNoTrace() {
    for (int round = 0; round < 100; round++) {
      Random random = new Random(round);
      List<Attempt> attempts = attempts(random, 50, 1L << random.nextInt(30), 90_000);
      BusySlots slots = of(attempts);
      Collections.shuffle(attempts, random);

      assertSame(of(attempts), slots);
    }
  }

  @Test
  void partsAddUpToTheWhole() {
    for (int round = 0; round < 100; round++) {
      Random random = new Random(round);
      List<Attempt> attempts = attempts(random, 50, 1L << random.nextInt(30), 90_000);
      int cut = random.nextInt(attempts.size() + 1);
      BusySlots merged = of(attempts.subList(0, cut));
      BusySlots rest = of(attempts.subList(cut, attempts.size()));
      long[] before = rest.busyMs();
      merged.merge(rest);

      assertSame(merged, of(attempts));
      assertThat(rest.busyMs()).isEqualTo(before);
    }
  }

  @Test
  void attemptsWithoutPossibleTimesAreLeftOut() {
    BusySlots slots = new BusySlots();

    assertThat(slots.add(-1, BEGIN)).isFalse();
    assertThat(slots.add(0, BEGIN)).isFalse();
    assertThat(slots.add(BEGIN, BEGIN - 1)).isFalse();
    assertThat(slots.add(BEGIN, Long.MAX_VALUE)).isFalse();

    assertThat(slots.attempts()).isZero();
    assertThat(slots.size()).isZero();
    assertThat(slots.busyMs()).isEmpty();
  }

  @Test
  void aStageKnowsWhenItsSlotsWereBusyAndWhatWentWrongThen() {
    StageState stage = new StageState(3, 0);
    stage.add(Tasks.success(1, 0, 0, 60_000, 100));
    stage.add(Tasks.success(1, 0, 0, 60_000, 100));
    stage.add(Tasks.failed(2, 1, 0, TaskEndReason.EXCEPTION, "java.io.IOException", "no"));
    stage.add(Tasks.failed(3, 2, 0, TaskEndReason.TASK_KILLED, null, null));

    BusySlots busy = StageState.fromBytes(stage.toBytes()).busySlots();

    assertThat(busy.attempts()).isEqualTo(3);
    assertThat(LongStream.of(busy.busyMs()).sum()).isEqualTo(60_000 + 11 + 12);
    assertThat(busy.failures(0)).isEqualTo(1);
  }

  /** The first byte of the content is the number of attempts, then comes the width. */
  @Test
  void damageIsRefused() {
    StageState stage = new StageState(3, 0);
    stage.add(Tasks.success(1, 0, 0, 10, 100));
    byte[] bytes = stage.toBytes();
    int width = bytes.length - 1;
    while (bytes[width] != 7 || bytes[width - 1] != 1) {
      width--;
    }
    for (int damage : new int[] {6, 60, 127}) {
      byte[] damaged = Arrays.copyOf(bytes, bytes.length);
      damaged[width] = (byte) damage;
      assertThatThrownBy(() -> StageState.fromBytes(damaged))
          .isInstanceOf(StateFormatException.class)
          .hasMessageContaining("buckets of 2^" + damage);
    }
  }
}
