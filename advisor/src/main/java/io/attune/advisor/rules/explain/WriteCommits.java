package io.attune.advisor.rules.explain;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.RuleContext;
import java.util.Comparator;
import java.util.List;

/**
 * Writes whose commit the driver took long for, by the metrics of the writes themselves.
 *
 * @param writes the slowest commit first
 */
public record WriteCommits(List<FileWrite> writes) {
  /** Copies the list. */
  public WriteCommits {
    writes = List.copyOf(writes);
  }

  /** All writes of an application that report the time of their commit. */
  public static WriteCommits of(ApplicationState application) {
    return new WriteCommits(
        FileWrite.of(application).stream()
            .filter(write -> write.commitMs().isPresent())
            .sorted(
                Comparator.comparingLong((FileWrite write) -> write.commitMs().getAsLong())
                    .reversed()
                    .thenComparingLong(write -> write.execution().executionId()))
            .toList());
  }

  /** Time that all commits took together, milliseconds. */
  public long committingMs() {
    return writes.stream().mapToLong(write -> write.commitMs().orElse(0)).sum();
  }

  /** Whether that is long enough, and a large enough part of the run, to be worth mentioning. */
  public boolean matter(RuleContext context) {
    return committingMs() >= context.table().number("write-commit.min-commit-ms")
        && new Relevance(context).ofWallTime(committingMs());
  }
}
