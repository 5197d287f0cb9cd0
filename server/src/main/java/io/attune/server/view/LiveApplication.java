package io.attune.server.view;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.application.SlotUse;
import java.util.Optional;

/**
 * An application that runs, and how busy its slots were.
 *
 * @param summary the application
 * @param use its slots over time, stages not told apart; empty before a task or an executor was
 *     seen
 */
public record LiveApplication(ApplicationSummary summary, Optional<SlotUse> use) {
  /** Points of a small picture at most. */
  public static final int POINTS = 48;

  /** Checks the fields. */
  public LiveApplication {
    requireNonNull(summary, "summary is null");
    requireNonNull(use, "use is null");
  }

  /** Of a run. */
  public static LiveApplication of(Run run) {
    return new LiveApplication(
        ApplicationSummary.of(run.application()), SlotUse.of(run, POINTS, 0));
  }

  /** Slots that were there at its newest event, and did nothing on average over its life. */
  public double idleSlots() {
    return use.map(u -> slotsNow() * (1 - u.busyShare().orElse(1))).orElse(0.0);
  }

  /** Slots that were there at its newest event. */
  public double slotsNow() {
    return use.map(u -> u.slots()[u.slots().length - 1]).orElse(0.0);
  }
}
