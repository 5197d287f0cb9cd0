package io.attune.streams;

import static java.util.Objects.requireNonNull;

import io.attune.streams.health.Finding;
import java.util.List;
import java.util.Optional;

/**
 * State of the pipeline.
 *
 * @param state Kafka Streams' name of it
 * @param running whether events are processed
 * @param alive whether it is running, or will be without an operator's help
 * @param whyStopped why it stopped by itself, one sentence; empty while it runs, and when only the
 *     log knows
 * @param stuck whether a partition has stood still for so long that only a restart is left
 * @param findings what was found about its neighbours and its progress
 */
public record PipelineHealth(
    String state,
    boolean running,
    boolean alive,
    Optional<String> whyStopped,
    boolean stuck,
    List<Finding> findings) {
  /** Checks the fields. */
  public PipelineHealth {
    requireNonNull(state, "state is null");
    requireNonNull(whyStopped, "whyStopped is null");
    findings = List.copyOf(findings);
  }

  /** With nothing found. */
  public PipelineHealth(String state, boolean running, boolean alive, Optional<String> whyStopped) {
    this(state, running, alive, whyStopped, false, List.of());
  }
}
