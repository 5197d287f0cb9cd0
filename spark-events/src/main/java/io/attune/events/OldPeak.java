package io.attune.events;

import java.util.Set;

/**
 * The peak of execution memory before Spark 3.0, where it is no metric of the task but one of its
 * accumulables.
 */
final class OldPeak {
  /** Names of the accumulator: of Spark 1.6, and of 2.x. */
  private static final Set<String> NAMES =
      Set.of("peakExecutionMemory", "internal.metrics.peakExecutionMemory");

  private OldPeak() {}

  /** The highest of the accumulables that are the current value; 0 when there is none. */
  static long read(JsonCursor p) {
    long peak = 0;
    if (Json.isArray(p)) {
      while (p.nextElement()) {
        peak = Math.max(peak, ofAccumulable(p));
      }
    }
    return peak;
  }

  private static long ofAccumulable(JsonCursor p) {
    boolean isPeak = false;
    Long update = null;
    if (!Json.isObject(p)) {
      return 0;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals("Name")) {
        String label = Json.text(p);
        isPeak = label != null && NAMES.contains(label);
      } else if (name.equals("Update")) {
        update = Json.wholeNumber(p);
      } else {
        p.skip();
      }
    }
    return isPeak && update != null ? update : 0;
  }
}
