package io.attune.load.fleet;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;

/**
 * An action of the application with its stages, parents first.
 *
 * @param name name of the action in the code, such as {@code save}
 * @param sql whether it is a SQL query
 * @param stages the stages
 * @param driverMs time in the driver before it, without tasks
 * @param line line of the code, as in a loop; negative if it has a line of its own
 * @param description description of its Spark jobs; empty for the call site
 */
record JobPlan(
    String name,
    boolean sql,
    List<StagePlan> stages,
    double driverMs,
    int line,
    String description) {
  JobPlan {
    requireNonNull(description, "description is null");
    stages = List.copyOf(stages);
  }

  JobPlan(String name, boolean sql, List<StagePlan> stages, double driverMs) {
    this(name, sql, stages, driverMs, -1, "");
  }

  JobPlan after(double milliseconds) {
    return new JobPlan(name, sql, stages, milliseconds, line, description);
  }

  /** The same on a line of the code that other actions are on as well. */
  JobPlan onLine(int shared) {
    return new JobPlan(name, sql, stages, driverMs, shared, description);
  }

  JobPlan described(String words) {
    return new JobPlan(name, sql, stages, driverMs, line, words);
  }

  /** Call site of the action. */
  String callSite(int number) {
    return String.format(
        Locale.ROOT, "%s at Nightly.scala:%d", name, 40 + (line < 0 ? number : line));
  }

  /** Description of a Spark job of the action. */
  String describe(int number) {
    return description.isEmpty() ? callSite(number) : description;
  }

  /** Time that the driver takes to find the files of all scans. */
  double listingMs() {
    return stages.stream().mapToDouble(stage -> stage.listingMs).sum();
  }

  /** Whether a stage has a Spark job of its own: a broadcast, or the samples of a sort by range. */
  boolean isSeparate(StagePlan stage) {
    return stages.stream().anyMatch(other -> other.after >= 0 && stages.get(other.after) == stage);
  }
}
