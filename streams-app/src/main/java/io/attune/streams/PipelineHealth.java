package io.attune.streams;

import static java.util.Objects.requireNonNull;

/**
 * How the pipeline is.
 *
 * @param state Kafka Streams' name of it
 * @param running whether events are worked on
 * @param alive whether it is running or will be without help
 */
public record PipelineHealth(String state, boolean running, boolean alive) {
  /** Checks the fields. */
  public PipelineHealth {
    requireNonNull(state, "state is null");
  }
}
