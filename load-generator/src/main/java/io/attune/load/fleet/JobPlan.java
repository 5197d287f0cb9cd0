package io.attune.load.fleet;

import java.util.List;
import java.util.Locale;

/**
 * Stages that one action of the application runs, parents first.
 *
 * @param name what the action is called in the code, such as {@code save}
 * @param sql whether it is a SQL query
 * @param stages its stages
 * @param driverMs time that the driver works alone before it
 */
record JobPlan(String name, boolean sql, List<StagePlan> stages, double driverMs) {
  JobPlan {
    stages = List.copyOf(stages);
  }

  JobPlan after(double milliseconds) {
    return new JobPlan(name, sql, stages, milliseconds);
  }

  /** Where in the code the action stands. */
  String callSite(int line) {
    return String.format(Locale.ROOT, "%s at Nightly.scala:%d", name, 40 + line);
  }
}
