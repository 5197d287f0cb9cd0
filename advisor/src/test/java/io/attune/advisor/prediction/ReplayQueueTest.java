package io.attune.advisor.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplayQueueTest {
  private record Event(double time, int kind, int step, int executor) {}

  @Test
  void givesEventsByTimeThenKindThenStepThenExecutor() {
    SplittableRandom random = new SplittableRandom(3);
    Comparator<Event> order =
        Comparator.comparingDouble(Event::time)
            .thenComparingInt(Event::kind)
            .thenComparingInt(Event::step)
            .thenComparingInt(Event::executor);
    ReplayQueue queue = new ReplayQueue();
    List<Event> waiting = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      if (waiting.isEmpty() || random.nextInt(5) < (i < 2_000 ? 3 : 2)) {
        // Few different values, so that ties are decided by each field in turn.
        Event event =
            new Event(
                random.nextInt(4) / 2.0,
                random.nextInt(3),
                random.nextInt(3) == 0 ? (1 << 30) - 1 : random.nextInt(3),
                random.nextInt(3) == 0 ? Integer.MAX_VALUE : random.nextInt(3));
        queue.add(event.time(), event.kind(), event.step(), event.executor());
        waiting.add(event);
      } else {
        Event first = waiting.stream().min(order).orElseThrow();
        waiting.remove(first);
        queue.take();
        assertThat(new Event(queue.time(), queue.kind(), queue.step(), queue.executor()))
            .isEqualTo(first);
        assertThat(queue.hasNextAt(first.time()))
            .isEqualTo(waiting.stream().anyMatch(e -> e.time() == first.time()));
      }
    }
  }
}
