package io.attune.server.view;

import io.attune.schemas.Forecast;
import io.attune.streams.metrics.AttuneMetrics;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the compacted topic of forecasts. */
public final class ForecastView implements ForecastsOfWorkloads, AutoCloseable {
  private final Map<String, Forecast> rows = new ConcurrentHashMap<>();
  private final TopicReader<Forecast> reader;

  /** Nothing is read before {@link #start}. */
  public ForecastView(
      String topic,
      Supplier<? extends Consumer<String, byte[]>> consumers,
      Supplier<? extends Deserializer<Forecast>> values,
      AttuneMetrics metrics) {
    this.reader = new TopicReader<>(topic, "forecast", consumers, values, metrics, new Rows());
  }

  /** Begins to read. */
  public void start() {
    reader.start();
  }

  @Override
  public Optional<Forecast> of(String workload) {
    return Optional.ofNullable(rows.get(workload));
  }

  @Override
  public void close() {
    reader.close();
  }

  private final class Rows implements TopicReader.Sink<Forecast> {
    @Override
    public void begin() {}

    @Override
    public void put(String key, Forecast value) {
      if (value == null) {
        rows.remove(key);
      } else {
        rows.put(key, value);
      }
    }

    @Override
    public void keep(String key) {}

    @Override
    public void reachEnd() {}
  }
}
