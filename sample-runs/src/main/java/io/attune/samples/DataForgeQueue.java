package io.attune.samples;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * As a job run of DataForge does: takes processes of several types and sources from a queue, two at
 * a time, all in one application, and says of each of their Spark jobs whose it is. Enrichments
 * join with a table so small that it could be broadcast; ingestions and the refresh are well.
 *
 * <p>Adaptive execution and broadcasts have to be off, and the configuration has to ask for four
 * partitions, on four slots.
 */
public final class DataForgeQueue {
  private static final String DATAFORGE = "spark.attune.dataforge.";
  private static final int AT_A_TIME = 2;

  /** One process in the queue. */
  private static final class Unit {
    private final String id;
    private final String type;
    private final String source;

    Unit(String id, String type, String source) {
      this.id = id;
      this.type = type;
      this.source = source;
    }
  }

  private DataForgeQueue() {}

  /**
   * Runs the application.
   *
   * @param args none
   */
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    SparkSession spark = Work.session("job-run");
    Queue<Unit> queue = new ConcurrentLinkedQueue<>();
    queue.add(new Unit("4811", "Ingestion", "crm"));
    queue.add(new Unit("4812", "Enrichment", "orders"));
    queue.add(new Unit("4813", "Ingestion", "orders"));
    queue.add(new Unit("4814", "Refresh", "orders"));
    queue.add(new Unit("4815", "Enrichment", "orders"));
    queue.add(new Unit("4816", "Ingestion", "crm"));
    ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
    List<Future<?>> running =
        Stream.generate(() -> workers.submit(() -> drain(spark, queue)))
            .limit(AT_A_TIME)
            .collect(Collectors.toList());
    try {
      for (Future<?> worker : running) {
        worker.get();
      }
    } finally {
      workers.shutdown();
      spark.stop();
    }
  }

  private static void drain(SparkSession spark, Queue<Unit> queue) {
    for (Unit next = queue.poll(); next != null; next = queue.poll()) {
      SparkContext context = spark.sparkContext();
      context.setLocalProperty(DATAFORGE + "process.id", next.id);
      context.setLocalProperty(DATAFORGE + "process.type", next.type);
      context.setLocalProperty(DATAFORGE + "source", next.source);
      process(spark, next);
    }
  }

  private static void process(SparkSession spark, Unit next) {
    if (next.type.equals("Enrichment")) {
      Work.consume(spark.sql(Work.joinWithFewCustomers(Integer.parseInt(next.id), "wait_ms(40)")));
    } else {
      Work.consume(spark.sql("SELECT id, wait_ms(10) AS fetched FROM range(0, 800, 1, 8)"));
    }
  }
}
