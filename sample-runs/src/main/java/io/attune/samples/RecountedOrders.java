package io.attune.samples;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * Orders are read and checked, counted, rolled up by customer, counted again, and the roll-up is
 * written. A data frame is a plan and not a result, so every job reads and checks the orders again
 * unless the data frame is persisted first. Checking waits, as for a call to a service.
 */
public final class RecountedOrders {
  private static final int FILES = 8;
  private static final int ORDERS_PER_FILE = 30_000;

  private RecountedOrders() {}

  /**
   * Runs the application.
   *
   * @param args its name, {@code as-is} or {@code persist}, and the data directory; or {@code
   *     prepare} and the data directory to write the input instead
   * @throws IOException when the input cannot be written
   */
  public static void main(String[] args) throws IOException {
    if (args[0].equals("prepare")) {
      prepare(Path.of(args[1]));
      return;
    }
    String data = args[2];
    SparkSession spark = Work.session(args[0]);
    Dataset<Row> orders =
        spark
            .read()
            .schema("id BIGINT, customer BIGINT, amount BIGINT, note STRING")
            .csv(data + "/orders")
            .where("amount > 2 AND (id % 400 <> 0 OR wait_ms(25) > 0)");
    boolean persist = args[1].equals("persist");
    if (persist) {
      orders.persist(StorageLevel.MEMORY_AND_DISK());
    }
    System.out.println("orders: " + orders.count());
    Dataset<Row> spent =
        orders
            .groupBy("customer")
            .agg(functions.sum("amount").as("spent"), functions.max("note").as("note"));
    System.out.println("customers: " + spent.count());
    System.out.println("orders again: " + orders.count());
    spent.write().mode("overwrite").parquet(data + "/spent");
    if (persist) {
      orders.unpersist();
    }
    spark.stop();
  }

  private static void prepare(Path data) throws IOException {
    Path orders = Files.createDirectories(data.resolve("orders"));
    for (int file = 0; file < FILES; file++) {
      Path csv = orders.resolve(String.format("part-%05d.csv", file));
      try (Writer writer = Files.newBufferedWriter(csv, StandardCharsets.UTF_8)) {
        for (int order = 0; order < ORDERS_PER_FILE; order++) {
          long id = (long) file * ORDERS_PER_FILE + order;
          writer.write(id + "," + id * 7919 % 4_000 + "," + id % 97 + ",note-" + id * 31 + "\n");
        }
      }
    }
  }
}
