package io.attune.benchmarks.field.apps;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/** Reads JSON without a schema, so that all of it is read once more. Remedy: the schema. */
public final class InferredSchema {
  private static final int EVENTS = 600_000;

  private InferredSchema() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) throws IOException {
    Path events = write(Field.scratch(args, "events.json"));
    SparkSession spark = Field.session();
    DataFrameReader reader = spark.read();
    if (Field.mended(args)) {
      reader =
          reader.schema(
              "id BIGINT, user STRING, amount BIGINT, pages ARRAY<BIGINT>,"
                  + " device STRUCT<os: STRING, v: BIGINT>");
    }
    reader.json(events.toString()).groupBy("device.v").sum("amount").collect();
    spark.stop();
  }

  private static Path write(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int id = 0; id < EVENTS; id++) {
        out.write("{\"id\":" + id + ",\"user\":\"user-" + id % 9999 + "\",\"amount\":" + id % 1000);
        out.write(",\"pages\":[" + id + "," + id / 2 + "," + id / 3 + "],");
        out.write("\"device\":{\"os\":\"linux\",\"v\":" + id % 7 + "}}\n");
      }
    }
    return file;
  }
}
