package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.TaskMetrics;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PendingEventsTest {
  private static final long PLENTY = 1L << 30;

  @Test
  void keepsTheLastEighthForLifecycleEvents() {
    PendingEvents queue = new PendingEvents(16, PLENTY);
    for (int i = 0; i < 20; i++) {
      queue.offer(task());
    }

    assertThat(queue.size()).isEqualTo(14);
    assertThat(queue.dropped(EventKind.TASK)).isEqualTo(6);
    assertThat(queue.offer(json(EventKind.BLOCK, 10))).isFalse();
    assertThat(queue.offer(json(EventKind.LIFECYCLE, 10))).isTrue();
    assertThat(queue.offer(json(EventKind.LIFECYCLE, 10))).isTrue();
    assertThat(queue.offer(json(EventKind.LIFECYCLE, 10))).isFalse();
    assertThat(queue.highWater()).isEqualTo(16);
    assertThat(queue.dropped()).isEqualTo(8);
  }

  @Test
  void isBoundedInMemoryToo() {
    PendingEvents queue = new PendingEvents(1_000, 100_000);

    assertThat(queue.offer(json(EventKind.LIFECYCLE, 99_000))).isTrue();
    assertThat(queue.offer(json(EventKind.LIFECYCLE, 1_000))).isFalse();
    assertThat(queue.dropped(EventKind.LIFECYCLE)).isEqualTo(1);
  }

  @Test
  void tellsTheNextEventHowManyWereDroppedBeforeIt() throws InterruptedException {
    PendingEvents queue = new PendingEvents(16, PLENTY);
    for (int i = 0; i < 17; i++) {
      queue.offer(task());
    }
    queue.offer(json(EventKind.LIFECYCLE, 1));
    queue.offer(task());

    List<QueuedEvent> taken = queue.take(100, 0);

    assertThat(taken.get(13).gapBefore()).isZero();
    assertThat(taken.get(14).gapBefore()).isEqualTo(3);
    assertThat(queue.takeGap()).isEqualTo(1);
    assertThat(queue.takeGap()).isZero();
  }

  @Test
  void takesNothingOnceClosed() throws InterruptedException {
    PendingEvents queue = new PendingEvents(16, PLENTY);
    queue.offer(task());
    queue.close();

    assertThat(queue.offer(task())).isFalse();
    assertThat(queue.isDone()).isFalse();
    assertThat(queue.take(10, Long.MAX_VALUE)).hasSize(1);
    assertThat(queue.isDone()).isTrue();
  }

  @Property
  void losesNothingUncounted(
      @ForAll @Size(max = 200) List<@IntRange(max = 3) Integer> kinds,
      @ForAll @IntRange(min = 16, max = 64) int capacity,
      @ForAll @IntRange(min = 1, max = 40) int takeEvery)
      throws InterruptedException {
    PendingEvents queue = new PendingEvents(capacity, PLENTY);
    List<QueuedEvent> accepted = new ArrayList<>();
    List<QueuedEvent> taken = new ArrayList<>();
    int offered = 0;
    for (int kind : kinds) {
      QueuedEvent event = json(EventKind.values()[kind], 5);
      if (queue.offer(event)) {
        accepted.add(event);
      }
      if (++offered % takeEvery == 0) {
        taken.addAll(queue.take(10, 0));
      }
    }
    queue.close();
    while (!queue.isDone()) {
      taken.addAll(queue.take(10, 0));
    }

    assertThat(taken).isEqualTo(accepted);
    assertThat(accepted.size() + queue.dropped()).isEqualTo(kinds.size());
    long gaps = taken.stream().mapToLong(QueuedEvent::gapBefore).sum() + queue.takeGap();
    assertThat(gaps).isEqualTo(queue.dropped());
  }

  private static QueuedEvent task() {
    return QueuedEvent.task(0, new TaskMetrics(), null);
  }

  private static QueuedEvent json(EventKind kind, int length) {
    return QueuedEvent.json(kind, 0, "x".repeat(length));
  }
}
