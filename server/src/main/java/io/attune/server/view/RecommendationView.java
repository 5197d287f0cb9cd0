package io.attune.server.view;

import io.attune.schemas.Recommendation;
import io.attune.streams.metrics.AttuneMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * What is published now, from the compacted topic of recommendations; see {@link TopicReader} for
 * how it is read.
 */
public final class RecommendationView implements Recommendations, AutoCloseable {
  private static final String NAME = "recommendation";

  private final PublishedTable table = new PublishedTable();
  private final TopicReader<Recommendation> reader;

  /**
   * Nothing is read before {@link #start}.
   *
   * @param topic topic of recommendations
   * @param consumers makes a consumer without a group, for each attempt
   * @param values makes what reads values; fails at once when the registry does not answer
   */
  public RecommendationView(
      String topic,
      Supplier<? extends Consumer<String, byte[]>> consumers,
      Supplier<? extends Deserializer<Recommendation>> values,
      AttuneMetrics metrics) {
    this.reader = new TopicReader<>(topic, NAME, consumers, values, metrics, table);
  }

  RecommendationView(
      String topic,
      Supplier<? extends Consumer<String, byte[]>> consumers,
      Supplier<? extends Deserializer<Recommendation>> values,
      AttuneMetrics metrics,
      Duration pause) {
    this.reader = new TopicReader<>(topic, NAME, consumers, values, metrics, table, pause);
  }

  /** Begins to read. */
  public void start() {
    reader.start();
  }

  @Override
  public List<Published> current() {
    return table.rows();
  }

  @Override
  public boolean isCaughtUp() {
    return reader.isCaughtUp();
  }

  @Override
  public Optional<String> failure() {
    return reader.failure();
  }

  @Override
  public Runnable listen(java.util.function.Consumer<Update> listener) {
    return table.listen(listener);
  }

  @Override
  public void close() {
    reader.close();
  }
}
