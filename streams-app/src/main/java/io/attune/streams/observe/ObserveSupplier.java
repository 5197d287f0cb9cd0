package io.attune.streams.observe;

import static java.util.Objects.requireNonNull;

import io.attune.streams.config.AttuneConfig;
import io.attune.streams.handover.AdviceBudget;
import io.attune.streams.intake.EventReader;
import io.attune.streams.intake.Intake;
import io.attune.streams.metrics.AttuneMetrics;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** Makes Observe and its stores for each task. */
public final class ObserveSupplier
    implements ProcessorSupplier<String, Intake, String, Observation> {
  private final AttuneConfig config;
  private final EventReader reader;
  private final AdviceBudget budget;
  private final AttuneMetrics metrics;
  private final Map<String, String> changelog;

  /**
   * @param reader reads the records that come in batches
   * @param budget how fast runs may be handed over
   * @param changelog topic configuration of the changelogs
   */
  public ObserveSupplier(
      AttuneConfig config,
      EventReader reader,
      AdviceBudget budget,
      AttuneMetrics metrics,
      Map<String, String> changelog) {
    this.config = requireNonNull(config, "config is null");
    this.reader = requireNonNull(reader, "reader is null");
    this.budget = requireNonNull(budget, "budget is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.changelog = Map.copyOf(changelog);
  }

  @Override
  public Processor<String, Intake, String, Observation> get() {
    return new ObserveProcessor(config, reader, budget, metrics);
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return ObserveStores.builders(config, changelog);
  }
}
