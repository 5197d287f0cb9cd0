package io.attune.benchmarks.field.apps;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Counts nulls with a job for each column. Remedy: one aggregation over all columns. */
public final class NullsByColumn {
  private static final int COLUMNS = 16;

  private NullsByColumn() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    List<String> parsed = new ArrayList<>(List.of("id + 0 * wait_ms(40) AS row"));
    for (int column = 0; column < COLUMNS; column++) {
      parsed.add("CASE WHEN row % " + (column + 7) + " > 0 THEN row END AS c" + column);
    }
    Dataset<Row> rows =
        spark
            .range(0, 320, 1, 16)
            .selectExpr(parsed.get(0))
            .selectExpr(parsed.subList(1, parsed.size()).toArray(String[]::new));
    if (Field.mended(args)) {
      Column[] counts =
          java.util.Arrays.stream(rows.columns())
              .map(name -> functions.count(functions.when(rows.col(name).isNull(), 1)).as(name))
              .toArray(Column[]::new);
      System.out.println(rows.select(counts).first());
    } else {
      for (String name : rows.columns()) {
        System.out.println(name + ": " + rows.filter(rows.col(name).isNull()).count());
      }
    }
    spark.stop();
  }
}
