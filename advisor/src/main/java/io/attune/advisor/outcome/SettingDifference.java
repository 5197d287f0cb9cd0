package io.attune.advisor.outcome;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.history.RunSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A watched setting with another value in a later run.
 *
 * @param property Spark property; {@code Spark} for another feature version
 * @param before value in the earlier run
 * @param after value in the later run
 */
public record SettingDifference(String property, @Nullable String before, @Nullable String after) {
  /** Checks the fields. */
  public SettingDifference {
    requireNonNull(property, "property is null");
  }

  /** All of two runs; what only one of them knows does not count. */
  public static List<SettingDifference> between(RunSummary earlier, RunSummary later) {
    return SameSettings.differences(earlier, later).stream()
        .map(
            property ->
                property.equals("Spark")
                    ? new SettingDifference(property, earlier.sparkVersion(), later.sparkVersion())
                    : new SettingDifference(
                        property, earlier.settings().get(property), later.settings().get(property)))
        .toList();
  }
}
