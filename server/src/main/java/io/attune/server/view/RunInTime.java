package io.attune.server.view;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ExpectedEnd;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.SlotUse;
import java.util.List;
import java.util.Optional;

/**
 * What a run did with its slots over time, and when its stages may end.
 *
 * @param use slots over time; empty before a task or an executor was seen
 * @param ends expected ends of the stages that run
 */
public record RunInTime(Optional<SlotUse> use, List<ExpectedEnd> ends) {
  /** Of an application of which nothing is kept. */
  public static final RunInTime NOTHING = new RunInTime(Optional.empty(), List.of());

  /** Copies. */
  public RunInTime {
    requireNonNull(use, "use is null");
    ends = List.copyOf(ends);
  }

  /** That of a run. */
  public static RunInTime of(Run run) {
    return new RunInTime(SlotUse.of(run), ExpectedEnd.of(run));
  }
}
