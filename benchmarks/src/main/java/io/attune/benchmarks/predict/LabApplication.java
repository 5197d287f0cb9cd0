package io.attune.benchmarks.predict;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The applications that the prediction benchmark runs at several sizes. */
public enum LabApplication {
  /** 300 tasks of 200 ms. */
  MANY_SHORT("3.5", Kind.WAITS, Use.TUNING),
  /** 24 tasks of 2.5 s. */
  FEW_LONG("4", Kind.WAITS, Use.HELD_OUT),
  /** A hundred tasks of 500 ms and a late one of 8 s. */
  SKEWED("3.5", Kind.WAITS, Use.TUNING),
  /** A sequence of six stages of 24 tasks. */
  CHAIN("4", Kind.WAITS, Use.TUNING),
  /** Two threads with two jobs each. */
  TWO_THREADS("3.5", Kind.WAITS, Use.TUNING),
  /** Four jobs with work in the driver in between. */
  DRIVER_GAPS("4", Kind.WAITS, Use.HELD_OUT),
  /** SQL with adaptive execution whose number of tasks depends on the cluster. */
  SQL_ADAPTIVE("3.5", Kind.WAITS, Use.TUNING),
  /** 200 short tasks, then four long ones. */
  WIDE_THEN_NARROW("4", Kind.WAITS, Use.TUNING),
  /** 120 tasks of very different durations. */
  MIXED_LENGTHS("3.5", Kind.WAITS, Use.HELD_OUT),
  /** Eight short jobs over one cached data set, partitioned by default parallelism. */
  ITERATIVE("3.5", Kind.WAITS, Use.HELD_OUT),
  /** A sort-merge join without adaptive execution. */
  SQL_JOIN("4", Kind.WAITS, Use.HELD_OUT),
  /** Two concurrent branches and their cogroup. */
  DIAMOND("3.5", Kind.WAITS, Use.HELD_OUT),
  /** SQL with adaptive execution on Spark 4: scan, join of two shuffles, aggregation. */
  SQL_ADAPTIVE_JOIN("4", Kind.WAITS, Use.HELD_OUT),
  /** Tasks that compute. */
  CPU_TASKS("3.5", Kind.COMPUTES, Use.TUNING),
  /** A sort and an aggregation that compute. */
  CPU_SQL("4", Kind.COMPUTES, Use.HELD_OUT);

  /** What the tasks do. */
  public enum Kind {
    /** They wait, so that a small machine can simulate a large cluster. */
    WAITS,
    /** They compute, so that only as many slots as processors are valid. */
    COMPUTES
  }

  /** Use of the recordings. */
  public enum Use {
    /** Used to choose the model's parameters. */
    TUNING,
    /** Used for reporting only. */
    HELD_OUT
  }

  private final String spark;
  private final Kind kind;
  private final Use use;

  LabApplication(String spark, Kind kind, Use use) {
    this.spark = spark;
    this.kind = kind;
    this.use = use;
  }

  /** Name on the command line and of the directory. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Directory of the Spark home. */
  public String sparkHome() {
    return "spark-" + spark + "-scala-2.13";
  }

  /** Version of Spark, as in the table. */
  public String spark() {
    return spark;
  }

  /** What the tasks do. */
  public Kind kind() {
    return kind;
  }

  /** Use of the recordings. */
  public Use use() {
    return use;
  }

  /** Whether it uses adaptive execution. */
  public boolean adaptive() {
    return this == SQL_ADAPTIVE || this == SQL_ADAPTIVE_JOIN;
  }

  /** Returns the application with a name. */
  public static Optional<LabApplication> named(String label) {
    return Arrays.stream(values()).filter(app -> app.label().equals(label)).findFirst();
  }
}
