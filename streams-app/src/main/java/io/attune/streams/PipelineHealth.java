package io.attune.streams;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * State of the pipeline.
 *
 * @param state Kafka Streams' name of it
 * @param running whether events are processed
 * @param alive whether it is running, or will be without an operator's help
 * @param whyStopped why it stopped by itself, one sentence; empty while it runs, and when only the
 *     log knows
 */
public record PipelineHealth(
    String state, boolean running, boolean alive, Optional<String> whyStopped) {
  /** Checks the fields. */
  public PipelineHealth {
    requireNonNull(state, "state is null");
    requireNonNull(whyStopped, "whyStopped is null");
  }
}
