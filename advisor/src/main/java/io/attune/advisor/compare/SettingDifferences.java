package io.attune.advisor.compare;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.SettingValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What two applications set differently, by name, without what differs in every run. */
final class SettingDifferences {
  /** Names, times, addresses and ids that Spark or a platform gives each run of its own. */
  private static final Pattern OF_ONE_RUN =
      Pattern.compile(
          "spark\\.app\\.(id|name|startTime|submitTime|initial.*)"
              + "|spark\\.(driver\\.(host|port|bindAddress)|executor\\.id|fileserver\\.port)"
              + "|spark\\.(ui\\.port|blockManager\\.port|driver\\.blockManager\\.port)"
              + "|spark\\.(eventLog\\..*|jars|submit\\.pyFiles|yarn\\.app\\.id)"
              + "|spark\\.(repl\\..*uri|sql\\.warehouse\\.dir|attune\\..*)"
              + "|spark\\.kubernetes\\.(.*pod\\.name|submission.*|memoryOverheadFactor\\.id)"
              + "|.*(\\.id|Id|\\.uuid|Time|timestamp)");

  private SettingDifferences() {}

  static List<RunComparison.DifferingSetting> of(ApplicationState before, ApplicationState after) {
    Map<String, String> was = before.properties();
    Map<String, String> is = after.properties();
    TreeSet<String> names = new TreeSet<>(was.keySet());
    names.addAll(is.keySet());
    List<RunComparison.DifferingSetting> differences = new ArrayList<>();
    for (String name : names) {
      String first = was.getOrDefault(name, "");
      String second = is.getOrDefault(name, "");
      if (!first.equals(second)
          && !OF_ONE_RUN.matcher(name).matches()
          && !SettingValues.same(name, first, second)) {
        differences.add(new RunComparison.DifferingSetting(name, first, second));
      }
    }
    return differences;
  }
}
