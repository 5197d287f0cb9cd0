package io.attune.advisor.render;

import java.util.Locale;

/** Numbers as people read them. */
final class Units {
  private Units() {}

  /** Milliseconds as {@code 340 ms}, {@code 42.1 s}, {@code 12 min 5 s} or {@code 3 h 20 min}. */
  static String duration(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = millis / 1000;
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }

  /** A whole number with thousands separated, as {@code 12,345}. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A count with its noun, as {@code 1 task} or {@code 2 tasks}. */
  static String counted(long value, String noun) {
    return count(value) + " " + noun + (value == 1 ? "" : "s");
  }
}
