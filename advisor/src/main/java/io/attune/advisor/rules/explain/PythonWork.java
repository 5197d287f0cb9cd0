package io.attune.advisor.rules.explain;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.statistics.TaskMetric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Rows that an operator of a plan sends to Python workers and gets back.
 *
 * @param stage the stage
 * @param node the operator, such as {@code BatchEvalPython}
 * @param rows rows sent, as far as the plan tells, else rows got back
 * @param sentBytes bytes sent; 0 when unknown (Spark up to 3.3)
 * @param workerMs time in which workers ran, milliseconds; before Spark 4.0 no metric tells, and
 *     the time in which the tasks' threads in the JVM neither worked, collected garbage nor waited
 *     for a shuffle stands in, which is the most that it can be
 * @param measured whether Spark tells that time
 */
public record PythonWork(
    StageFacts stage, SqlNode node, long rows, long sentBytes, long workerMs, boolean measured) {
  private static final String RUN = "time to run Python workers";
  private static final String SENT = "data sent to Python workers";

  /** The operators whose rows go one by one, and those that send batches of Arrow records. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?:BatchEvalPython|ArrowEvalPython|MapInPandas|MapInArrow|PythonMapInArrow)\\b.*");

  private static final long NANOS_PER_MS = 1_000_000;

  /** Checks the fields. */
  public PythonWork {
    requireNonNull(stage, "stage is null");
    requireNonNull(node, "node is null");
  }

  /** All of a run in stages that have ended, the longest first. */
  public static List<PythonWork> of(RuleContext context) {
    List<PythonWork> found = new ArrayList<>();
    for (StageFacts stage : context.facts().stages()) {
      OptionalLong id = stage.sqlExecutionId();
      if (id.isEmpty() || !stage.isComplete()) {
        continue;
      }
      context
          .run()
          .application()
          .sqlExecution(id.getAsLong())
          .ifPresent(
              execution ->
                  stage.nodes().stream()
                      .filter(node -> NAME.matcher(node.name()).matches())
                      .forEach(node -> found.add(of(execution, stage, node))));
    }
    found.sort(
        Comparator.comparingLong(PythonWork::workerMs)
            .reversed()
            .thenComparingInt(work -> work.stage().id()));
    return found;
  }

  private static PythonWork of(SqlExecution execution, StageFacts stage, SqlNode node) {
    List<OptionalLong> in = InputRows.of(execution, node);
    OptionalLong sent = in.size() == 1 ? in.get(0) : OptionalLong.empty();
    OptionalLong run = node.metric(RUN);
    return new PythonWork(
        stage,
        node,
        sent.orElse(node.outputRows().orElse(0)),
        node.metric(SENT).orElse(0),
        run.orElse(waitingMs(stage)),
        run.isPresent());
  }

  /** Run time less CPU time, garbage collection and waiting for a shuffle, milliseconds. */
  private static long waitingMs(StageFacts stage) {
    return Math.max(
        0,
        stage.sum(TaskMetric.EXECUTOR_RUN_TIME_MS)
            - stage.sum(TaskMetric.EXECUTOR_CPU_TIME_NS) / NANOS_PER_MS
            - stage.sum(TaskMetric.JVM_GC_TIME_MS)
            - stage.sum(TaskMetric.SHUFFLE_FETCH_WAIT_TIME_MS));
  }

  /** Whether rows are pickled and sent one by one. */
  public boolean isPickled() {
    return node.name().startsWith("BatchEvalPython");
  }

  /** That time as a share of the run time of the stage's tasks, 0 to 1. */
  public double share() {
    long run = stage.sum(TaskMetric.EXECUTOR_RUN_TIME_MS);
    return run == 0 ? 0 : Math.min(1, (double) workerMs / run);
  }

  /** That time for a row, microseconds; infinite without rows. */
  public double microsPerRow() {
    return rows == 0 ? Double.POSITIVE_INFINITY : 1_000.0 * workerMs / rows;
  }

  /** Bytes of a row on its way to Python; 0 when unknown. */
  public double bytesPerRow() {
    return rows == 0 ? 0 : (double) sentBytes / rows;
  }
}
