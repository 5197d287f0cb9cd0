package io.attune.advisor.setting;

import java.util.Locale;

/** Numbers as people read them. */
public final class Amounts {
  private static final double KIB = 1024;
  private static final double MIB = KIB * 1024;
  private static final double GIB = MIB * 1024;

  private Amounts() {}

  /** Bytes as {@code 512 B}, {@code 48 KiB}, {@code 9.2 MiB} or {@code 1.5 GiB}. */
  public static String bytes(double bytes) {
    if (bytes < KIB) {
      return Math.round(bytes) + " B";
    } else if (bytes < MIB) {
      return scaled(bytes / KIB) + " KiB";
    } else if (bytes < GIB) {
      return scaled(bytes / MIB) + " MiB";
    }
    return scaled(bytes / GIB) + " GiB";
  }

  private static String scaled(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
  }

  /** Milliseconds as {@code 340 ms}, {@code 42.1 s}, {@code 12 min 5 s} or {@code 3 h 20 min}. */
  public static String duration(double milliseconds) {
    long millis = Math.round(milliseconds);
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

  /** A share as {@code 17 %}, with a decimal below 10 %. */
  public static String percent(double share) {
    double percent = share * 100;
    return String.format(Locale.ROOT, percent < 9.95 ? "%.1f %%" : "%.0f %%", percent);
  }

  /** A ratio as {@code 5.7}, without a decimal from 100 on. */
  public static String ratio(double ratio) {
    return String.format(Locale.ROOT, ratio < 100 ? "%.1f" : "%.0f", ratio);
  }

  /** A whole number with thousands separated, as {@code 12,345}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /**
   * An amount of money, with the digits that matter: {@code 12,345}, {@code 512}, {@code 0.0289}.
   */
  public static String amount(double amount) {
    return amount >= 1000
        ? count(Math.round(amount))
        : String.format(
            Locale.ROOT, amount >= 100 ? "%.0f" : amount >= 1 ? "%.2f" : "%.3g", amount);
  }

  /** A count with its noun, as {@code 1 task} or {@code 2 tasks}. */
  public static String counted(long value, String noun) {
    return count(value) + " " + noun + (value == 1 ? "" : "s");
  }
}
