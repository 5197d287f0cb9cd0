package io.attune.advisor.table;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Guesses which name was meant by one that does not exist. */
public final class Nearest {
  private Nearest() {}

  /** The name that takes the fewest edits, the first by alphabet among equals; empty for none. */
  public static Optional<String> of(Collection<String> known, String asked) {
    return known.stream()
        .min(
            Comparator.<String>comparingInt(k -> distance(k, asked))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * Names that are close to the one asked for, whatever their case: few letters differ, or one
   * contains the other. The closest first, the first by alphabet among equals.
   *
   * @param most at most so many
   */
  public static List<String> closeTo(Collection<String> known, String asked, int most) {
    String small = asked.toLowerCase(Locale.ROOT);
    return known.stream()
        .distinct()
        .filter(name -> isClose(small, name.toLowerCase(Locale.ROOT)))
        .sorted(
            Comparator.<String>comparingInt(name -> distance(small, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(most)
        .toList();
  }

  private static boolean isClose(String asked, String name) {
    return !asked.isEmpty()
        && (name.contains(asked)
            || asked.contains(name)
            || distance(asked, name) <= Math.max(2, name.length() / 3));
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
