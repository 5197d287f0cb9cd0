package io.attune.streams.handover;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateFormatException;

/**
 * A record that only a newer build can read. It is left to an instance of that build: neither
 * rejected nor written.
 *
 * @param reason why it cannot be read here
 */
public record FromNewerBuild(StateFormatException reason) implements AdviseInput {
  public FromNewerBuild {
    requireNonNull(reason, "reason is null");
  }

  @Override
  public byte[] toBytes() {
    throw new UnsupportedOperationException("records of a newer build are not written");
  }
}
