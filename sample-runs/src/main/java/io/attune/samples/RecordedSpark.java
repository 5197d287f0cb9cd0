package io.attune.samples;

/** The version of Spark that a run is recorded with. */
public enum RecordedSpark {
  /** Spark 3.5 on Scala 2.13. */
  SPARK_3_5("spark-3.5-scala-2.13"),
  /** Spark 4 on Scala 2.13. */
  SPARK_4("spark-4-scala-2.13");

  private final String module;

  RecordedSpark(String module) {
    this.module = module;
  }

  /**
   * The directory in {@code spark-homes}.
   *
   * @return the directory's name
   */
  public String module() {
    return module;
  }
}
