package io.attune.streams.observe;

import static java.util.Objects.requireNonNull;

import io.attune.streams.AttuneConfig;
import io.attune.streams.AttuneMetrics;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** Makes Observe and its stores for each task. */
public final class ObserveSupplier
    implements ProcessorSupplier<String, SpecificRecord, String, Observation> {
  private final AttuneConfig config;
  private final AttuneMetrics metrics;
  private final Map<String, String> changelog;

  /**
   * @param changelog topic configuration of the changelogs
   */
  public ObserveSupplier(
      AttuneConfig config, AttuneMetrics metrics, Map<String, String> changelog) {
    this.config = requireNonNull(config, "config is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.changelog = Map.copyOf(changelog);
  }

  @Override
  public Processor<String, SpecificRecord, String, Observation> get() {
    return new ObserveProcessor(config, metrics);
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return ObserveStores.builders(config, changelog);
  }
}
