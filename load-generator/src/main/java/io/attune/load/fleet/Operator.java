package io.attune.load.fleet;

import java.util.List;

/**
 * An operator that a stage runs besides reading, joining, sorting and writing.
 *
 * @param name name of its plan node
 * @param description the node's text
 * @param amounts its metrics
 */
record Operator(String name, String description, List<Amount> amounts) {
  /** What a metric grows with. */
  enum Basis {
    /** Rows that the stage reads. */
    ROWS,
    /** Run time of the stage's tasks, milliseconds. */
    RUN_MS,
    /** Rows that the query reads; the driver reports it when the query ends. */
    QUERY_ROWS,
    /** Time from the last stage's submission to the end of the query; reported by the driver. */
    LAST_STAGE_MS
  }

  /**
   * A metric.
   *
   * @param metric name
   * @param type Spark's type of it
   * @param basis what it grows with
   * @param factor how much of it there is for one of the basis
   */
  record Amount(String metric, String type, Basis basis, double factor) {
    boolean byDriver() {
      return basis == Basis.QUERY_ROWS || basis == Basis.LAST_STAGE_MS;
    }
  }

  private static final String OUTPUT_ROWS = "number of output rows";

  Operator {
    amounts = List.copyOf(amounts);
  }

  /** Whether it is a statement with a plan of its own, which also writes. */
  boolean isCommand() {
    return name.startsWith("Execute");
  }

  /** A join that compares each row with each row of the stage that is broadcast to it. */
  static Operator loopJoin(String condition, double rowsOutOfOne) {
    return new Operator(
        "BroadcastNestedLoopJoin",
        "BroadcastNestedLoopJoin BuildRight, Inner, " + condition,
        List.of(new Amount(OUTPUT_ROWS, "sum", Basis.ROWS, rowsOutOfOne)));
  }

  /** A join with the stage that is broadcast to it, by an equality. */
  static Operator hashJoin() {
    return new Operator(
        "BroadcastHashJoin",
        "BroadcastHashJoin [customer#1], [customer#2], Inner, BuildRight, false",
        List.of(new Amount(OUTPUT_ROWS, "sum", Basis.ROWS, 1)));
  }

  static Operator explode(double rowsOutOfOne) {
    return new Operator(
        "Generate",
        "Generate explode(items#3), [id#1L], false, [item#7]",
        List.of(new Amount(OUTPUT_ROWS, "sum", Basis.ROWS, rowsOutOfOne)));
  }

  /**
   * A function in Python whose rows go one by one.
   *
   * @param share of the run time in which Python workers run
   * @param measured whether this version of Spark measures that
   */
  static Operator pickled(double share, boolean measured) {
    List<Amount> counts =
        List.of(
            new Amount(OUTPUT_ROWS, "sum", Basis.ROWS, 1),
            new Amount("data sent to Python workers", "size", Basis.ROWS, 40),
            new Amount("data returned from Python workers", "size", Basis.ROWS, 12),
            new Amount("time to run Python workers", "timing", Basis.RUN_MS, share));
    return new Operator(
        "BatchEvalPython",
        "BatchEvalPython [score(amount#2)#5], [pythonUDF0#9]",
        measured ? counts : counts.subList(0, 3));
  }

  /** A function in Python that takes Arrow batches of rows of so many bytes. */
  static Operator batched(double bytesOfOne) {
    return new Operator(
        "ArrowEvalPython",
        "ArrowEvalPython [embed(document#2)#5], [pythonUDF0#9], 200",
        List.of(
            new Amount(OUTPUT_ROWS, "sum", Basis.ROWS, 1),
            new Amount("data sent to Python workers", "size", Basis.ROWS, bytesOfOne),
            new Amount("data returned from Python workers", "size", Basis.ROWS, 400)));
  }

  /**
   * A MERGE of Delta, with the metrics that it has up to Delta 3 and 4.
   *
   * @param changed rows changed for each row that the query reads
   * @param copied rows written again as they were
   */
  static Operator merge(double changed, double copied) {
    return new Operator(
        "Execute MergeIntoCommand",
        "Execute MergeIntoCommand",
        List.of(
            new Amount(
                "number of target rows rewritten unmodified", "sum", Basis.QUERY_ROWS, copied),
            new Amount("number of updated rows", "sum", Basis.QUERY_ROWS, changed * 0.8),
            new Amount("number of inserted rows", "sum", Basis.QUERY_ROWS, changed * 0.2),
            new Amount("number of deleted rows", "sum", Basis.QUERY_ROWS, 0),
            new Amount(
                "time taken to rewrite the matched files", "timing", Basis.LAST_STAGE_MS, 1)));
  }
}
