package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import io.attune.streams.testing.Numbers;
import io.attune.streams.testing.StreamStories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every number and time that an input record has, at the ends of its range: the record is used or
 * put aside, nothing else fails, and other applications are not touched.
 */
class ExtremeNumbersTest {
  private static final long[] EXTREMES = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE};
  private static final long[] ENDS = {Long.MIN_VALUE, Long.MAX_VALUE};
  private static final String NEIGHBOUR = "neighbour";

  private static final List<SpecificRecord> NEIGHBOURS_STORY = StreamStories.skewedJoin().events();

  /** Short, because the driver commits after each record. */
  private static final List<SpecificRecord> STORY =
      RunBuilder.application("extreme")
          .executors(2, 2, "1g")
          .stage(
              "join",
              6,
              s ->
                  s.tasks(
                      (t, i) ->
                          t.durationMs(i == 3 ? 180_000 : 4_000)
                              .shuffleRead(i == 3 ? 2L << 30 : 40L << 20, 100_000)
                              .spill(i == 3 ? 1L << 30 : 0, i == 3 ? 300L << 20 : 0)))
          .ended()
          .events();

  @TempDir Path state;

  /** One record of each kind in a story, by its place in it, and one with everything, at -1. */
  private static List<Map.Entry<Integer, SpecificRecord>> samples() {
    Map<String, Map.Entry<Integer, SpecificRecord>> samples = new LinkedHashMap<>();
    for (int i = 0; i < STORY.size(); i++) {
      SpecificRecord event = STORY.get(i);
      String kind =
          event instanceof LifecycleEvent happening
              ? happening.getKind().name()
              : event.getSchema().getName();
      samples.putIfAbsent(kind, Map.entry(i, event));
    }
    List<Map.Entry<Integer, SpecificRecord>> all = new ArrayList<>(samples.values());
    Stream.of(
            TaskMetrics.getClassSchema(),
            ExecutorMetrics.getClassSchema(),
            LifecycleEvent.getClassSchema())
        .forEach(schema -> all.add(Map.entry(-1, Numbers.filled(schema))));
    return all;
  }

  static Stream<String> each() {
    return IntStream.range(0, samples().size())
        .mapToObj(i -> i + " " + samples().get(i).getValue().getSchema().getName());
  }

  @ParameterizedTest
  @MethodSource("each")
  void aNumberAtTheEndsOfItsRangeTouchesNobodyElse(String which) {
    Map.Entry<Integer, SpecificRecord> sample =
        samples().get(Integer.parseInt(which.substring(0, which.indexOf(' '))));
    int numbers = Numbers.of(sample.getValue()).size();
    assertThat(numbers).isPositive();
    try (Pipeline pipeline = new Pipeline(state, Map.of())) {
      for (int n = 0; n < numbers; n++) {
        for (long extreme : sample.getKey() < 0 ? EXTREMES : ENDS) {
          SpecificRecord changed = Numbers.copy(sample.getValue());
          Numbers.of(changed).get(n).set(extreme);
          send(pipeline, sample.getKey(), changed, name(n) + "-" + name(extreme));
        }
      }
      advise(pipeline);
      assertThatTheNeighbourIsUntouched(pipeline);
    }
  }

  @Test
  void manyNumbersAtOnceTouchNobodyElse() {
    Random random = new Random(20);
    try (Pipeline pipeline = new Pipeline(state, Map.of())) {
      for (int round = 0; round < 100; round++) {
        List<Map.Entry<Integer, SpecificRecord>> samples = samples();
        Map.Entry<Integer, SpecificRecord> sample = samples.get(random.nextInt(samples.size()));
        SpecificRecord changed = Numbers.copy(sample.getValue());
        for (Numbers.Number number : Numbers.of(changed)) {
          if (random.nextInt(3) == 0) {
            number.set(EXTREMES[random.nextInt(EXTREMES.length)]);
          }
        }
        send(pipeline, sample.getKey(), changed, name(round));
      }
      advise(pipeline);
      assertThatTheNeighbourIsUntouched(pipeline);
    }
  }

  /** A name without digits, which would be taken for a count of runs. */
  private static String name(long number) {
    StringBuilder name = new StringBuilder("app-");
    Long.toString(number)
        .chars()
        .forEach(c -> name.append((char) (c == '-' ? 'm' : c - '0' + 'a')));
    return name.toString();
  }

  /** Sends the story with one of its records changed, or with one record more. */
  private static void send(Pipeline pipeline, int at, SpecificRecord changed, String id) {
    for (int i = 0; i < STORY.size(); i++) {
      pipeline.send(of(id, i == at ? changed : STORY.get(i)));
      if (at < 0 && i == STORY.size() / 2) {
        pipeline.send(of(id, changed));
      }
    }
  }

  private static SpecificRecord of(String applicationId, SpecificRecord event) {
    SpecificRecord copy = Numbers.copy(event);
    copy.put(copy.getSchema().getField("applicationId").pos(), applicationId);
    if (copy instanceof LifecycleEvent happening && happening.getApplicationStarted() != null) {
      happening.getApplicationStarted().setApplicationName(applicationId);
    }
    if (copy instanceof LifecycleEvent happening && happening.getEnvironmentUpdated() != null) {
      happening.getEnvironmentUpdated().setContext(null);
    }
    return copy;
  }

  private void assertThatTheNeighbourIsUntouched(Pipeline pipeline) {
    NEIGHBOURS_STORY.forEach(event -> pipeline.send(of(NEIGHBOUR, event)));
    advise(pipeline);
    try (Pipeline alone = new Pipeline(state.resolve("alone"), Map.of())) {
      NEIGHBOURS_STORY.forEach(event -> alone.send(of(NEIGHBOUR, event)));
      advise(alone);
      assertThat(neighbours(alone.etags())).isNotEmpty();
      assertThat(neighbours(pipeline.etags())).isEqualTo(neighbours(alone.etags()));
      assertThat(neighbours(pipeline.statistics)).isEqualTo(neighbours(alone.statistics));
    }
    assertThat(
            pipeline.metrics.registry().find("attune.failures").counters().stream()
                .map(counter -> counter.getId().getTag("where") + " " + counter.count()))
        .as("failures that belong to no record")
        .isEmpty();
  }

  /** Until no application waits for advice, which takes a share of the time that really passes. */
  private static void advise(Pipeline pipeline) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    do {
      pipeline.advance(Duration.ofSeconds(1));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    } while (pipeline.metrics.pendingApplications() > 0 && System.nanoTime() < deadline);
    assertThat(pipeline.metrics.pendingApplications()).isZero();
  }

  private static <T> Map<String, T> neighbours(Map<String, T> all) {
    Map<String, T> own = new TreeMap<>();
    all.forEach(
        (key, value) -> {
          if (key.startsWith(NEIGHBOUR)) {
            own.put(key, value);
          }
        });
    return own;
  }
}
