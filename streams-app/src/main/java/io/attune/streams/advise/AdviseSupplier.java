package io.attune.streams.advise;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.Advisor;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.handover.AdviceBudget;
import io.attune.streams.handover.AdviseInput;
import io.attune.streams.metrics.AttuneMetrics;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** Makes Advise and its stores for each task. */
public final class AdviseSupplier
    implements ProcessorSupplier<String, AdviseInput, String, AdviceOutput> {
  private final AttuneConfig config;
  private final Advisor advisor;
  private final AdviceBudget budget;
  private final AttuneMetrics metrics;
  private final Map<String, String> changelog;

  /**
   * @param budget learns how long judging takes
   * @param changelog topic configuration of the changelogs
   */
  public AdviseSupplier(
      AttuneConfig config,
      Advisor advisor,
      AdviceBudget budget,
      AttuneMetrics metrics,
      Map<String, String> changelog) {
    this.config = requireNonNull(config, "config is null");
    this.advisor = requireNonNull(advisor, "advisor is null");
    this.budget = requireNonNull(budget, "budget is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.changelog = Map.copyOf(changelog);
  }

  @Override
  public Processor<String, AdviseInput, String, AdviceOutput> get() {
    return new AdviseProcessor(config, advisor, budget, metrics);
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return AdviseStores.builders(config, changelog);
  }
}
