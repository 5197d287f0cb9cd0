package io.attune.server.view;

import io.attune.schemas.Outcome;
import io.attune.streams.metrics.AttuneMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the topic of outcomes; of more than are kept, those that came first are left out. */
public final class OutcomeView implements Outcomes, AutoCloseable {
  private static final Comparator<Outcome> NEWEST_FIRST =
      Comparator.comparing(Outcome::getEventTime)
          .reversed()
          .thenComparing(Outcome::getWorkload)
          .thenComparing(Outcome::getProperty)
          .thenComparing(Outcome::getApplicationId);

  private final Map<String, Outcome> rows = new LinkedHashMap<>();
  private final TopicReader<Outcome> reader;
  private List<Outcome> sorted;

  /** Nothing is read before {@link #start}. */
  public OutcomeView(
      String topic,
      Supplier<? extends Consumer<String, byte[]>> consumers,
      Supplier<? extends Deserializer<Outcome>> values,
      AttuneMetrics metrics) {
    this.reader = new TopicReader<>(topic, "outcome", consumers, values, metrics, new Rows());
  }

  /** Begins to read. */
  public void start() {
    reader.start();
  }

  @Override
  public List<Outcome> newest() {
    synchronized (rows) {
      if (sorted == null) {
        sorted = new ArrayList<>(rows.values()).stream().sorted(NEWEST_FIRST).toList();
      }
      return sorted;
    }
  }

  @Override
  public boolean isCaughtUp() {
    return reader.isCaughtUp();
  }

  @Override
  public void close() {
    reader.close();
  }

  private final class Rows implements TopicReader.Sink<Outcome> {
    @Override
    public void begin() {}

    @Override
    public void put(String key, Outcome value) {
      synchronized (rows) {
        sorted = null;
        rows.remove(key);
        if (value != null) {
          rows.put(key, value);
        }
        if (rows.size() > MOST) {
          rows.remove(rows.keySet().iterator().next());
        }
      }
    }

    @Override
    public void keep(String key) {}

    @Override
    public void reachEnd() {}
  }
}
