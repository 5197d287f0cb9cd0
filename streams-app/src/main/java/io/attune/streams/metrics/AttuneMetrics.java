package io.attune.streams.metrics;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.RecommendationState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What Attune counts about its own work. Safe for several threads; the hot counters are looked up
 * once.
 */
public final class AttuneMetrics {
  private final MeterRegistry registry;
  private final Counter duplicates;
  private final Counter snapshots;
  private final Counter snapshotBytes;
  private final Counter assessments;
  private final Counter published;
  private final Counter withdrawn;
  private final Counter expired;
  private final Counter threadFailures;
  private final Counter secretsRedacted;
  private final DistributionSummary completeness;
  private final AtomicLong pending = new AtomicLong();
  private final AtomicLong partsSent = new AtomicLong();
  private final AtomicLong partsReceived = new AtomicLong();

  /** In a registry of the caller. */
  public AttuneMetrics(MeterRegistry registry) {
    this.registry = requireNonNull(registry, "registry is null");
    this.duplicates =
        counter("attune.duplicates", "Task attempts that had been counted before and were ignored");
    this.snapshots = counter("attune.snapshots", "Snapshots of runs handed to advice");
    this.snapshotBytes = counter("attune.snapshots.bytes", "Bytes of these snapshots");
    this.assessments = counter("attune.assessments", "Times the rules were asked about a run");
    this.published =
        counter("attune.recommendations.published", "Recommendations published, new or changed");
    this.withdrawn = counter("attune.recommendations.withdrawn", "Recommendations withdrawn");
    this.expired =
        counter("attune.applications.expired", "Applications whose state was removed by age");
    this.threadFailures = counter("attune.thread.failures", "Stream threads that failed");
    this.secretsRedacted =
        counter(
            "attune.secrets.redacted",
            "Secrets that agents and log readers removed, by their last reports of applications");
    this.completeness =
        DistributionSummary.builder("attune.completeness")
            .description("Tasks seen as a share of tasks that ran, of stages when published")
            .serviceLevelObjectives(0.5, 0.9, 0.99, 1)
            .register(registry);
    Gauge.builder("attune.applications.pending", pending, AtomicLong::get)
        .description("Applications that changed since advice was last handed their facts")
        .register(registry);
  }

  /** For tests and tools that do not read metrics. */
  public static AttuneMetrics unregistered() {
    return new AttuneMetrics(new SimpleMeterRegistry());
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  /** Where these are registered. */
  public MeterRegistry registry() {
    return registry;
  }

  /** The counter of events of one input topic, to be kept by the caller. */
  public Counter events(String topic) {
    return Counter.builder("attune.events")
        .description("Events read")
        .tag("topic", topic)
        .register(registry);
  }

  /** A task attempt came again. */
  public void duplicate() {
    duplicates.increment();
  }

  /** A record went to the dead letters. */
  public void deadLetter(String topic, String reason) {
    Counter.builder("attune.dead.letters")
        .description("Records put aside because they could not be used")
        .tag("topic", topic)
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  /** Something was not kept because an application is beyond a limit. */
  public void thinned(String limit, long count) {
    Counter.builder("attune.thinned")
        .description("What was not kept of applications that are beyond a limit, by limit")
        .tag("limit", limit)
        .register(registry)
        .increment(count);
  }

  /** Something failed that belongs to no record. */
  public void failure(String where) {
    Counter.builder("attune.failures")
        .description("Failures that belong to no single record")
        .tag("where", where)
        .register(registry)
        .increment();
  }

  /**
   * A rule failed on a run; its other runs and the other rules are not touched.
   *
   * @param rule id of the rule: as many values as there are rules
   */
  public void ruleFailure(String rule) {
    Counter.builder("attune.rule.failures")
        .description("Assessments in which a rule failed, by rule")
        .tag("rule", rule)
        .register(registry)
        .increment();
  }

  /** The last report of an application came, which says how many secrets were removed. */
  public void secretsRedacted(long count) {
    secretsRedacted.increment(count);
  }

  /** A stream thread failed. */
  public void threadFailure() {
    threadFailures.increment();
  }

  /** One record of a snapshot was handed over. */
  public void snapshotPartSent(long bytes, boolean last) {
    snapshotBytes.increment(bytes);
    if (last) {
      snapshots.increment();
    }
    partsSent.incrementAndGet();
  }

  /** One record of a snapshot arrived at advice. */
  public void snapshotPartReceived() {
    partsReceived.incrementAndGet();
  }

  /** The rules were asked. */
  public void assessed() {
    assessments.increment();
  }

  /** A recommendation went out. */
  public void published() {
    published.increment();
  }

  /** A tombstone went out. */
  public void withdrawn() {
    withdrawn.increment();
  }

  /** What came of advice was written. */
  public void outcome(RecommendationState state) {
    Counter.builder("attune.outcomes")
        .description("What came of advice that was in force, by verdict")
        .tag("state", state.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  /** State of an application was removed. */
  public void expired() {
    expired.increment();
  }

  /** Statistics of a stage were published with this completeness. */
  public void completeness(double share) {
    completeness.record(share);
  }

  /** More (or, negative, fewer) applications wait for their snapshot. */
  public void pending(int change) {
    pending.addAndGet(change);
  }

  /** Applications of this instance that wait for their snapshot. */
  public long pendingApplications() {
    return pending.get();
  }

  /** Snapshot records sent and received by this instance so far. */
  public long snapshotPartsInFlight() {
    return partsSent.get() - partsReceived.get();
  }
}
