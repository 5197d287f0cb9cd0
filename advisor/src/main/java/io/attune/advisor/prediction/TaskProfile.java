package io.attune.advisor.prediction;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The tasks of a stage attempt in bounded space: some known one by one, with their place among the
 * tasks, the rest as values with how often each occurs. Immutable. Durations in milliseconds.
 */
final class TaskProfile {
  /** A stage without tasks. */
  static final TaskProfile NONE =
      new TaskProfile(new double[0], new long[0], new double[0], new double[0]);

  private static final int LEAST_ROOM = 16;

  private final double[] values;
  private final long[] counts;
  private final double[] known;
  private final double[] places;
  private final long count;
  private final double work;
  private final double longest;

  /**
   * Creates it; the arrays are not copied.
   *
   * @param values durations of the rest, ascending
   * @param counts how often each occurs
   * @param known durations of the tasks known one by one
   * @param places place of each of those among all tasks, 0 to 1, ascending
   */
  TaskProfile(double[] values, long[] counts, double[] known, double[] places) {
    this.values = values;
    this.counts = counts;
    this.known = known;
    this.places = places;
    long tasks = known.length;
    double sum = 0;
    double max = 0;
    for (int i = 0; i < values.length; i++) {
      tasks += counts[i];
      sum += values[i] * counts[i];
      max = counts[i] > 0 ? Math.max(max, values[i]) : max;
    }
    for (double duration : known) {
      sum += duration;
      max = Math.max(max, duration);
    }
    this.count = tasks;
    this.work = sum;
    this.longest = max;
  }

  long count() {
    return count;
  }

  /** Sum of the durations. */
  double work() {
    return work;
  }

  double longest() {
    return longest;
  }

  double mean() {
    return count == 0 ? 0 : work / count;
  }

  /** Every duration passed through {@code a + b · duration}, at least 0. */
  TaskProfile mapped(double a, double b) {
    return new TaskProfile(
        Arrays.stream(values).map(v -> Math.max(0, a + b * v)).toArray(),
        counts,
        Arrays.stream(known).map(v -> Math.max(0, a + b * v)).toArray(),
        places);
  }

  /**
   * The same work in another number of tasks: each costs a fixed time, and the rest of the time is
   * dealt out evenly. What tasks of more than {@code hotRatio} times the mean took stays together,
   * since a hot key does not split: among more tasks it remains a task of its own, and among fewer
   * it comes on top of what else its task gets.
   *
   * @param tasks how many, at least 1
   * @param fixedMs what a task costs that reads nothing
   * @param hotRatio ratio to the mean
   */
  TaskProfile repartitioned(long tasks, double fixedMs, double hotRatio) {
    if (tasks == count || count == 0) {
      return this;
    }
    boolean split = tasks > count;
    double fixed = Math.min(fixedMs, mean());
    double limit = hotRatio * mean();
    int[] kept =
        IntStream.range(0, known.length)
            .filter(i -> known[i] > limit)
            .limit(split ? tasks - 1 : tasks)
            .toArray();
    double[] hot = Arrays.stream(kept).mapToDouble(i -> known[i]).toArray();
    double[] hotPlaces = Arrays.stream(kept).mapToDouble(i -> places[i]).toArray();
    double hotWork = Arrays.stream(hot).sum();
    long rest = tasks - hot.length;
    double variable = Math.max(0, work - hotWork - fixed * (count - hot.length));
    double share = variable / (split ? rest : tasks);
    if (!split) {
      Arrays.setAll(hot, i -> hot[i] + share);
    }
    return new TaskProfile(new double[] {fixed + share}, new long[] {rest}, hot, hotPlaces);
  }

  /**
   * The same work in a number of tasks that follows the cluster: as above, but tasks go on to
   * differ from each other, since it is the same data dealt out in the same way. Where one does the
   * work of several, chance evens out as in a mean of so many.
   *
   * @param tasks how many, at least 1
   * @param fixedMs what a task costs that reads nothing
   * @param hotRatio ratio to the mean
   */
  TaskProfile following(long tasks, double fixedMs, double hotRatio) {
    TaskProfile even = repartitioned(tasks, fixedMs, hotRatio);
    return even == this ? this : even.spreadAs(upTo(hotRatio * mean()));
  }

  /** The tasks that took no longer than that if they are known one by one; none stands alone. */
  private TaskProfile upTo(double limit) {
    TaskProfile rest = new TaskProfile(values, counts, new double[0], new double[0]);
    for (double duration : known) {
      rest = duration > limit ? rest : rest.with(1, duration);
    }
    return rest;
  }

  /** Its equal tasks with the same work, but as different from each other as those of another. */
  private TaskProfile spreadAs(TaskProfile other) {
    long tasks = counts[0];
    long[] dealt = new long[other.counts.length];
    long passed = 0;
    double sum = 0;
    for (int i = 0; i < dealt.length; i++) {
      long next = passed + other.counts[i];
      dealt[i] = next * tasks / other.count - passed * tasks / other.count;
      sum += other.values[i] * dealt[i];
      passed = next;
    }
    if (!(sum > 0)) {
      return this;
    }
    double kept = Math.sqrt(Math.min(1, (double) tasks / other.count));
    double each = values[0];
    double factor = kept * tasks / sum;
    return new TaskProfile(
        Arrays.stream(other.values).map(v -> each * (1 - kept + factor * v)).toArray(),
        dealt,
        known,
        places);
  }

  /** With more tasks, equal ones. */
  TaskProfile with(long tasks, double duration) {
    double[] moreValues = Arrays.copyOf(values, values.length + 1);
    long[] moreCounts = Arrays.copyOf(counts, counts.length + 1);
    int at = values.length;
    while (at > 0 && values[at - 1] > duration) {
      moreValues[at] = values[at - 1];
      moreCounts[at] = counts[at - 1];
      at--;
    }
    moreValues[at] = duration;
    moreCounts[at] = tasks;
    return new TaskProfile(moreValues, moreCounts, known, places);
  }

  /** The same work and number of tasks, all of them equal. */
  TaskProfile flattened() {
    return count == 0
        ? this
        : new TaskProfile(new double[] {mean()}, new long[] {count}, new double[0], new double[0]);
  }

  /**
   * Durations in the order in which they are launched. Where there are more tasks than {@code
   * limit}, entries at the beginning stand for several tasks of mean length one after the other on
   * a slot; the last ones, which decide how evenly a stage ends, always stand for themselves.
   *
   * @param limit most entries, at least 32
   */
  Sequence sequence(int limit) {
    long rest = count - known.length;
    int room = Math.max(LEAST_ROOM, limit - known.length);
    int single = (int) (rest <= room ? rest : room / 2);
    int bundles = rest <= room ? 0 : room - single;
    long bundled = rest - single;
    double restWork = 0;
    for (int i = 0; i < values.length; i++) {
      restWork += values[i] * counts[i];
    }
    double[] spread = spread(single);
    double singleWork = Arrays.stream(spread).sum();
    double mean = rest == 0 ? 0 : restWork / rest;
    double scale = singleWork > 0 ? mean * single / singleWork : 1;
    double[] durations = new double[known.length + bundles + single];
    int[] sizes = new int[durations.length];
    int at = 0;
    int next = 0;
    long placed = 0;
    for (int i = 0; i < bundles + single; i++) {
      while (next < known.length && places[next] * count <= placed + next) {
        durations[at] = known[next++];
        sizes[at++] = 1;
      }
      boolean bundle = i < bundles;
      long tasks = bundle ? bundled * (i + 1) / bundles - bundled * i / bundles : 1;
      durations[at] = bundle ? mean * tasks : spread[i - bundles] * scale;
      sizes[at++] = (int) tasks;
      placed += tasks;
    }
    while (next < known.length) {
      durations[at] = known[next++];
      sizes[at++] = 1;
    }
    return new Sequence(durations, sizes);
  }

  /**
   * What a replay deals out.
   *
   * @param durations of each entry, all its tasks together
   * @param sizes tasks of each entry
   */
  record Sequence(double[] durations, int[] sizes) {}

  /** That many values at evenly spaced ranks, dealt out so that short and long ones mix. */
  private double[] spread(int n) {
    double[] sorted = new double[n];
    long rest = count - known.length;
    int group = 0;
    long passed = 0;
    for (int i = 0; i < n; i++) {
      double rank = (i + 0.5) / n * rest;
      while (group + 1 < values.length && passed + counts[group] <= rank) {
        passed += counts[group++];
      }
      sorted[i] = values[group];
    }
    double[] mixed = new double[n];
    int stride = stride(n);
    for (int i = 0; i < n; i++) {
      mixed[i] = sorted[(int) ((long) i * stride % n)];
    }
    return mixed;
  }

  /** A step near the golden section that visits every one of n places. */
  private static int stride(int n) {
    int step = Math.max(1, (int) Math.round(n * 0.6180339887498949));
    while (gcd(step, n) != 1) {
      step++;
    }
    return step;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
