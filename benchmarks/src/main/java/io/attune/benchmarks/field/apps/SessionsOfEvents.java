package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import org.apache.spark.sql.SparkSession;

/**
 * Finds the session of each event by its start and end: a join without equality. Remedy: bins of
 * time as a key, and the range as a further condition.
 */
public final class SessionsOfEvents {
  private static final int BIN = 1000;

  private SessionsOfEvents() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    spark
        .range(0, 250_000, 1, 4)
        .selectExpr("id AS event", "id * 40 AS at", "floor(id * 40 / " + BIN + ") AS bin")
        .createOrReplaceTempView("events");
    spark
        .range(0, 10_000, 1, 2)
        .selectExpr("id AS session", "id * 1000 AS begins", "id * 1000 + 700 AS ends")
        .createOrReplaceTempView("sessions");
    spark
        .sql(
            "SELECT *, explode(sequence(floor(begins / "
                + BIN
                + "), floor(ends / "
                + BIN
                + "))) AS bin FROM sessions")
        .createOrReplaceTempView("binned");
    String range = "e.at BETWEEN s.begins AND s.ends";
    Lab.consume(
        spark.sql(
            Field.mended(args)
                ? "SELECT event, session FROM events e JOIN binned s ON e.bin = s.bin AND " + range
                : "SELECT event, session FROM events e JOIN sessions s ON " + range));
    spark.stop();
  }
}
