package io.attune.advisor.outcome;

import io.attune.advisor.application.SettingValues;
import io.attune.advisor.history.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tells runs with the same settings from others. What only one of two runs knows does not count.
 */
public final class SameSettings {
  private SameSettings() {}

  /** Properties whose values differ, by name; {@code Spark} for another feature version. */
  static List<String> differences(RunSummary one, RunSummary other) {
    List<String> differences = differences(one.settings(), other.settings());
    if (!feature(one.sparkVersion()).equals(feature(other.sparkVersion()))) {
      differences.add("Spark");
    }
    return differences;
  }

  private static List<String> differences(Map<String, String> one, Map<String, String> other) {
    List<String> differences = new ArrayList<>();
    for (Map.Entry<String, String> setting : one.entrySet()) {
      String there = other.get(setting.getKey());
      if (there != null && !SettingValues.same(setting.getKey(), setting.getValue(), there)) {
        differences.add(setting.getKey());
      }
    }
    return differences;
  }

  static boolean same(RunSummary one, RunSummary other) {
    return differences(one, other).isEmpty();
  }

  /** Whether no property that both know has another value. */
  public static boolean same(Map<String, String> one, Map<String, String> other) {
    return differences(one, other).isEmpty();
  }

  /** Runs that can be compared, in groups with the same settings, each in the order of time. */
  public static List<List<RunSummary>> groups(List<RunSummary> runs) {
    List<List<RunSummary>> groups = new ArrayList<>();
    for (RunSummary run : runs) {
      if (isComparable(run)) {
        groups.stream()
            .filter(group -> same(group.get(0), run))
            .findFirst()
            .orElseGet(
                () -> {
                  groups.add(new ArrayList<>());
                  return groups.get(groups.size() - 1);
                })
            .add(run);
      }
    }
    return groups;
  }

  /** Whether a run's time and cost say something: it came to its end without failing. */
  static boolean isComparable(RunSummary run) {
    return run.succeeded() && run.spanMs() > 0;
  }

  /** Major and minor version. */
  static String feature(String sparkVersion) {
    return sparkVersion.replaceAll("^(\\d+\\.\\d+).*$", "$1");
  }
}
