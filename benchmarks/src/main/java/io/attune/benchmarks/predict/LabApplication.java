package io.attune.benchmarks.predict;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The applications that the prediction lab runs at several sizes. */
public enum LabApplication {
  /** 300 tasks of 200 ms. */
  MANY_SHORT("3.5", Kind.WAITS, Use.TUNING),
  /** 24 tasks of 2.5 s. */
  FEW_LONG("4", Kind.WAITS, Use.HELD_OUT),
  /** A hundred tasks of 500 ms and one of 8 s that comes late. */
  SKEWED("3.5", Kind.WAITS, Use.TUNING),
  /** Six stages of 24 tasks, one after the other. */
  CHAIN("4", Kind.WAITS, Use.TUNING),
  /** Two threads with two jobs each. */
  TWO_THREADS("3.5", Kind.WAITS, Use.TUNING),
  /** Four jobs with the driver at work in between. */
  DRIVER_GAPS("4", Kind.WAITS, Use.HELD_OUT),
  /** SQL with adaptive execution whose task counts follow the cluster. */
  SQL_ADAPTIVE("3.5", Kind.WAITS, Use.TUNING),
  /** 200 short tasks, then four long ones. */
  WIDE_THEN_NARROW("4", Kind.WAITS, Use.TUNING),
  /** 120 tasks of very different length. */
  MIXED_LENGTHS("3.5", Kind.WAITS, Use.HELD_OUT),
  /** Eight short jobs over one cached data set, partitioned by default parallelism. */
  ITERATIVE("3.5", Kind.WAITS, Use.HELD_OUT),
  /** A sort-merge join without adaptive execution. */
  SQL_JOIN("4", Kind.WAITS, Use.HELD_OUT),
  /** Two branches that run side by side, then their cogroup. */
  DIAMOND("3.5", Kind.WAITS, Use.HELD_OUT),
  /** SQL with adaptive execution on the newest Spark: scan, join of two shuffles, aggregation. */
  SQL_ADAPTIVE_JOIN("4", Kind.WAITS, Use.HELD_OUT),
  /** Tasks that compute. */
  CPU_TASKS("3.5", Kind.COMPUTES, Use.TUNING),
  /** A sort and an aggregation that compute. */
  CPU_SQL("4", Kind.COMPUTES, Use.HELD_OUT);

  /** What the tasks do with their time. */
  public enum Kind {
    /** They wait, so that a small machine shows a large cluster. */
    WAITS,
    /** They compute, so that no more slots than processors tell anything. */
    COMPUTES
  }

  /** What the recordings were used for. */
  public enum Use {
    /** The model's numbers were chosen with them in sight. */
    TUNING,
    /** Only looked at to report. */
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

  /** Name on the command line and of its directory. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Folder of the Spark home. */
  public String sparkHome() {
    return "spark-" + spark + "-scala-2.13";
  }

  /** Version of Spark, as short as in the table. */
  public String spark() {
    return spark;
  }

  /** What the tasks do. */
  public Kind kind() {
    return kind;
  }

  /** What the recordings were used for. */
  public Use use() {
    return use;
  }

  /** Whether it runs with adaptive execution. */
  public boolean adaptive() {
    return this == SQL_ADAPTIVE || this == SQL_ADAPTIVE_JOIN;
  }

  /** An application by its name. */
  public static Optional<LabApplication> named(String label) {
    return Arrays.stream(values()).filter(app -> app.label().equals(label)).findFirst();
  }
}
