package io.attune.server.api;

import io.attune.advisor.render.WorkloadGain;
import io.attune.advisor.worth.RunPace;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RunContext;
import io.attune.schemas.Severity;
import io.attune.server.view.ApplicationSummary;
import io.attune.server.view.PastRuns;
import io.attune.server.view.Published;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;

/** What is known of one workload in a list; complete once {@link #done} was called. */
final class WorkloadRow {
  final String name;
  final List<Published> published = new ArrayList<>();
  final TreeSet<String> rules = new TreeSet<>();
  final TreeSet<String> states = new TreeSet<>();
  Severity severity;
  int known;
  int running;
  Instant lastEvent;
  String owner;
  String platform;
  int remembered;
  Optional<RunPace> pace = Optional.empty();
  OptionalDouble cost = OptionalDouble.empty();
  String costUnit = "";
  Long spanMs;
  WorkloadGain gain;

  WorkloadRow(String name) {
    this.name = name;
  }

  void add(Published one) {
    Recommendation recommendation = one.recommendation();
    published.add(one);
    states.add(recommendation.getState().name());
    rules.add(recommendation.getRuleId());
    if (severity == null || recommendation.getSeverity().compareTo(severity) > 0) {
      severity = recommendation.getSeverity();
    }
    belongs(
        Optional.ofNullable(recommendation.getOwner()),
        Optional.ofNullable(recommendation.getContext()).map(RunContext::getPlatform));
    seen(recommendation.getEventTime());
  }

  void add(ApplicationSummary application) {
    known++;
    running += application.ended() ? 0 : 1;
    belongs(application.owner(), application.platform());
    application.lastEvent().ifPresent(this::seen);
  }

  void add(PastRuns past) {
    remembered = past.count();
    pace = past.pace();
    cost = past.cost();
    costUnit = past.costUnit();
    spanMs = past.spanMs();
    past.lastStarted().ifPresent(this::seen);
  }

  /** Works out what it could save; after all has been added. */
  WorkloadRow done() {
    gain = WorkloadGain.of(published.stream().map(Published::recommendation).toList(), pace);
    if (costUnit.isEmpty()) {
      costUnit = gain.cost().map(range -> range.unit()).orElse("");
    }
    return this;
  }

  private void belongs(Optional<String> toOwner, Optional<String> toPlatform) {
    if (owner == null) {
      owner = toOwner.orElse(null);
    }
    if (platform == null) {
      platform = toPlatform.orElse(null);
    }
  }

  private void seen(Instant time) {
    lastEvent = lastEvent == null || time.isAfter(lastEvent) ? time : lastEvent;
  }

  /** Runs a day; one where they do not tell. */
  double runsPerDay() {
    return WorkloadGain.runsPerDay(pace);
  }

  /** What its runs cost a day; null when that is not known. */
  Double costPerDay() {
    return cost.isPresent() ? cost.getAsDouble() * runsPerDay() : null;
  }

  /** The share of its cost that can be saved, 0 to 1; null when that is not known. */
  Double savedShare() {
    if (gain.cards().isEmpty() && remembered > 0) {
      return 0.0;
    }
    return cost.isPresent() && cost.getAsDouble() > 0 && gain.cost().isPresent()
        ? gain.perRun().cost().replayed().orElse(0) / cost.getAsDouble()
        : null;
  }
}
