package io.attune.benchmarks.field.apps;

import io.attune.benchmarks.lab.apps.Lab;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Adds columns with {@code withColumn} in a loop. Remedy: one {@code select}. */
public final class ColumnByColumn {
  private static final int COLUMNS = 400;

  private ColumnByColumn() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    Dataset<Row> rows = spark.range(0, 1000, 1, 8).toDF("id");
    System.out.println("rows: " + rows.count());
    if (Field.mended(args)) {
      List<Column> columns = new ArrayList<>(List.of(functions.col("id")));
      for (int column = 0; column < COLUMNS; column++) {
        columns.add(value(column));
      }
      rows = rows.select(columns.toArray(Column[]::new));
    } else {
      for (int column = 0; column < COLUMNS; column++) {
        rows = rows.withColumn("c" + column, value(column));
      }
    }
    Lab.consume(rows);
    spark.stop();
  }

  private static Column value(int column) {
    return functions.col("id").plus(column).as("c" + column);
  }
}
