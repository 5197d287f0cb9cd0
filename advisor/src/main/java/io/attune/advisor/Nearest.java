package io.attune.advisor;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what somebody who mistyped a name may have meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * Known names that are close to the one given: few letters differ, or one contains the other. The
   * closest first, equally close ones by name.
   *
   * @param wanted what was given
   * @param known all names
   * @param most at most so many
   */
  public static List<String> of(String wanted, Collection<String> known, int most) {
    requireNonNull(wanted, "wanted is null");
    String small = wanted.toLowerCase(Locale.ROOT);
    return known.stream()
        .distinct()
        .filter(name -> isClose(small, name.toLowerCase(Locale.ROOT)))
        .sorted(
            Comparator.<String>comparingInt(name -> distance(small, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(most)
        .toList();
  }

  private static boolean isClose(String wanted, String name) {
    if (wanted.isEmpty()) {
      return false;
    }
    return name.contains(wanted)
        || wanted.contains(name)
        || distance(wanted, name) <= Math.max(2, name.length() / 3);
  }

  /** Levenshtein's edit distance. */
  public static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
