package io.attune.advisor.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever the steps, a replay lies between Graham's bounds. */
class ReplayBoundsTest {
  private static final double ROUNDING = 1e-6;

  private record Shape(
      int waitsMask, int delay, int tail, int warm, List<Integer> bulk, List<Integer> known) {}

  @Provide
  Arbitrary<ReplayPlan> plans() {
    Arbitrary<Integer> duration = Arbitraries.integers().between(0, 5_000);
    Arbitrary<Shape> shapes =
        Combinators.combine(
                Arbitraries.integers().between(0, 255),
                Arbitraries.integers().between(0, 300),
                Arbitraries.integers().between(0, 50),
                Arbitraries.integers().between(0, 900),
                duration.list().ofMaxSize(30),
                duration.list().ofMaxSize(4))
            .as(Shape::new);
    return Combinators.combine(
            shapes.list().ofMinSize(1).ofMaxSize(8), Arbitraries.integers().between(0, 1_500))
        .as((each, cold) -> new ReplayPlan(steps(each), cold));
  }

  private static List<Step> steps(List<Shape> shapes) {
    List<Step> steps = new ArrayList<>();
    for (Shape shape : shapes) {
      int[] waits =
          IntStream.range(0, steps.size()).filter(i -> (shape.waitsMask() >> i & 1) == 1).toArray();
      double[] values = shape.bulk().stream().mapToDouble(d -> d).sorted().toArray();
      long[] counts = new long[values.length];
      Arrays.fill(counts, 1);
      double[] known = shape.known().stream().mapToDouble(d -> d).toArray();
      double[] places = IntStream.range(0, known.length).mapToDouble(i -> 0.2 * i).toArray();
      steps.add(
          new Step(
              waits,
              shape.delay(),
              new TaskProfile(values, counts, known, places),
              shape.warm(),
              shape.tail()));
    }
    return steps;
  }

  @Property(tries = 500)
  void fixedClusterLiesBetweenTheBounds(
      @ForAll("plans") ReplayPlan plan,
      @ForAll @IntRange(min = 1, max = 6) int executors,
      @ForAll @IntRange(min = 1, max = 4) int cores,
      @ForAll @IntRange(max = 3_000) int late) {
    ClusterSize size = new ClusterSize(executors, cores, 1);
    double[] arrivals = IntStream.range(0, executors).mapToDouble(i -> (double) i * late).toArray();
    double absent = Arrays.stream(arrivals).sum() * cores;
    GrahamBounds bounds = GrahamBounds.of(plan, size.slots(), absent);
    Replay.ReplayResult outcome = Replay.on(plan, new FixedExecutors(size, arrivals), size.slots());
    assertThat(outcome.spanMs())
        .isBetween(bounds.lowerMs() - ROUNDING, bounds.upperMs() + ROUNDING);
    double work = plan.steps().stream().mapToDouble(step -> step.tasks().work()).sum();
    assertThat(outcome.busySlotMs()).isGreaterThanOrEqualTo(work - ROUNDING);
    assertThat(outcome.busySlotMs())
        .isLessThanOrEqualTo(outcome.executorMs() * cores * (1 + ROUNDING) + ROUNDING + late * 1e3);
  }

  @Property(tries = 200)
  void oneSlotTakesAllWorkOneAfterTheOther(@ForAll("plans") ReplayPlan plan) {
    ClusterSize size = new ClusterSize(1, 1, 1);
    Replay.ReplayResult outcome = Replay.on(plan, new FixedExecutors(size, new double[1]), 1);
    assertThat(outcome.spanMs()).isGreaterThanOrEqualTo(outcome.busySlotMs() - ROUNDING);
  }

  @Property(tries = 200)
  void dynamicAllocationEndsAndIsNoFasterThanTheLowerBound(
      @ForAll("plans") ReplayPlan plan,
      @ForAll @IntRange(max = 2) int min,
      @ForAll @IntRange(min = 1, max = 5) int more,
      @ForAll @IntRange(max = 4_000) int idleTimeout,
      @ForAll @IntRange(max = 2_000) int start) {
    DynamicSize bounds = new DynamicSize(min, min, min + more, 2, 1, idleTimeout, start);
    int slots = bounds.largest().slots();
    Replay.ReplayResult outcome = Replay.on(plan, new DynamicExecutors(bounds), slots);
    assertThat(outcome.spanMs())
        .isGreaterThanOrEqualTo(GrahamBounds.of(plan, slots, 0).lowerMs() - ROUNDING);
    assertThat(outcome.executorMs())
        .isLessThanOrEqualTo(outcome.spanMs() * bounds.maxExecutors() + ROUNDING);
  }
}
