package io.attune.streams;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.Advisor;
import io.attune.schemas.Topics;
import io.attune.streams.advise.AdviceOutput;
import io.attune.streams.advise.AdviseSupplier;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.handover.AdviceBudget;
import io.attune.streams.handover.AdviseInput;
import io.attune.streams.handover.DecisionNote;
import io.attune.streams.intake.EventSerdes;
import io.attune.streams.metrics.AttuneMetrics;
import io.attune.streams.observe.Observation;
import io.attune.streams.observe.ObserveSupplier;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The picture in code:
 *
 * <pre>
 * task-metrics ─┐
 * executor-metrics ─┼─▶ observe ──▶ stage-statistics
 * lifecycle ────┘      └──▶ run-snapshots (by workload) ──▶ advise ──▶ recommendations
 * decisions ────────────────┘                                 └──▶ outcomes
 * </pre>
 *
 * <p>Records that cannot be used go from any node to the dead letters.
 */
public final class AttuneTopology {
  private final AttuneConfig config;
  private final Topics topics;
  private final EventSerdes serdes;
  private final Advisor advisor;
  private final AttuneMetrics metrics;
  private final LongSupplier clock;

  /** With everything that the nodes need; what assessing takes is told by the system's clock. */
  public AttuneTopology(
      AttuneConfig config, EventSerdes serdes, Advisor advisor, AttuneMetrics metrics) {
    this(config, serdes, advisor, metrics, System::nanoTime);
  }

  /**
   * @param clock tells how long assessing takes, nanoseconds from any origin
   */
  AttuneTopology(
      AttuneConfig config,
      EventSerdes serdes,
      Advisor advisor,
      AttuneMetrics metrics,
      LongSupplier clock) {
    this.config = requireNonNull(config, "config is null");
    this.topics = config.topics();
    this.serdes = requireNonNull(serdes, "serdes is null");
    this.advisor = requireNonNull(advisor, "advisor is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * Builds it.
   *
   * @param properties of Kafka Streams, see {@link StreamsSettings}; it reads what concerns a
   *     topology
   */
  public Topology build(Properties properties) {
    Map<String, String> changelog =
        Map.of(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            Long.toString(config.get(Options.MAX_RECORD_BYTES)));
    AdviceBudget budget = AdviceBudget.of(config, clock);
    StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));

    KStream<String, Observation> observed = observe(builder, budget, changelog);
    publishStatistics(observed);
    KStream<String, AdviceOutput> advised =
        handOver(observed, decisions(builder))
            .process(
                new AdviseSupplier(config, advisor, budget, metrics, changelog),
                Named.as("advise"));
    publishRecommendations(advised);
    publishOutcomes(advised);
    publishForecasts(advised);
    return builder.build();
  }

  private KStream<String, Observation> observe(
      StreamsBuilder builder, AdviceBudget budget, Map<String, String> changelog) {
    List<String> inputs = topics.inputs().stream().map(Topics.Topic::name).toList();
    return builder.stream(
            inputs, Consumed.with(serdes.applicationId(), serdes.event()).withName("events"))
        .process(
            new ObserveSupplier(config, serdes.eventReader(), budget, metrics, changelog),
            Named.as("observe"));
  }

  private KStream<String, AdviseInput> decisions(StreamsBuilder builder) {
    return builder.stream(
            topics.decisions().name(),
            Consumed.with(serdes.key(), serdes.decision()).withName("decisions"))
        .map(DecisionNote::of, Named.as("decisions-by-workload"));
  }

  /**
   * One repartition topic for both, so that decisions reach the task that has the workload's state,
   * whatever the numbers of partitions are.
   */
  private KStream<String, AdviseInput> handOver(
      KStream<String, Observation> observed, KStream<String, AdviseInput> decisions) {
    return observed
        .flatMapValues(Observation::snapshots, Named.as("snapshots"))
        .merge(decisions, Named.as("snapshots-and-decisions"))
        .repartition(
            Repartitioned.<String, AdviseInput>as("run-snapshots")
                .withKeySerde(serdes.key())
                .withValueSerde(AdviseInput.serde()));
  }

  private void publishStatistics(KStream<String, Observation> observed) {
    observed
        .flatMapValues(Observation::statistics, Named.as("statistics"))
        .to(
            topics.stageStatistics().name(),
            Produced.with(serdes.key(), serdes.stageStatistics()).withName("stage-statistics"));
  }

  private void publishRecommendations(KStream<String, AdviceOutput> advised) {
    advised
        .filter((key, output) -> output.isAdvice(), Named.as("words"))
        .mapValues(AdviceOutput::recommendation, Named.as("recommendation-values"))
        .to(
            topics.recommendations().name(),
            Produced.with(serdes.key(), serdes.recommendation()).withName("recommendations"));
  }

  private void publishOutcomes(KStream<String, AdviceOutput> advised) {
    advised
        .flatMapValues(AdviceOutput::outcomes, Named.as("outcome-values"))
        .to(
            topics.outcomes().name(),
            Produced.with(serdes.key(), serdes.outcome()).withName("outcomes"));
  }

  private void publishForecasts(KStream<String, AdviceOutput> advised) {
    advised
        .flatMapValues(AdviceOutput::forecasts, Named.as("forecast-values"))
        .to(
            topics.forecasts().name(),
            Produced.with(serdes.key(), serdes.forecast()).withName("forecasts"));
  }
}
