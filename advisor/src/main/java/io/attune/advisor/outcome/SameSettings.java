package io.attune.advisor.outcome;

import io.attune.advisor.application.SettingValues;
import io.attune.advisor.history.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tells runs with the same settings from others. What only one of two runs knows does not count.
 */
final class SameSettings {
  private SameSettings() {}

  /** Properties whose values differ, by name; {@code Spark} for another feature version. */
  static List<String> differences(RunSummary one, RunSummary other) {
    List<String> differences = new ArrayList<>();
    for (Map.Entry<String, String> setting : one.settings().entrySet()) {
      String there = other.settings().get(setting.getKey());
      if (there != null && !SettingValues.same(setting.getKey(), setting.getValue(), there)) {
        differences.add(setting.getKey());
      }
    }
    if (!feature(one.sparkVersion()).equals(feature(other.sparkVersion()))) {
      differences.add("Spark");
    }
    return differences;
  }

  static boolean same(RunSummary one, RunSummary other) {
    return differences(one, other).isEmpty();
  }

  /** Runs that can be compared, in groups with the same settings, each in the order of time. */
  static List<List<RunSummary>> groups(List<RunSummary> runs) {
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
