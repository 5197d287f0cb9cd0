package io.attune.load.fleet;

import java.util.List;
import java.util.Locale;

/**
 * An action of the application with its stages, parents first.
 *
 * @param name name of the action in the code, such as {@code save}
 * @param sql whether it is a SQL query
 * @param stages the stages
 * @param driverMs time in the driver before it, without tasks
 */
record JobPlan(String name, boolean sql, List<StagePlan> stages, double driverMs) {
  JobPlan {
    stages = List.copyOf(stages);
  }

  JobPlan after(double milliseconds) {
    return new JobPlan(name, sql, stages, milliseconds);
  }

  /** Call site of the action. */
  String callSite(int line) {
    return String.format(Locale.ROOT, "%s at Nightly.scala:%d", name, 40 + line);
  }
}
