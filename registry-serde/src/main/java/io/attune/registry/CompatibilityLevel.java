package io.attune.registry;

/**
 * What a new schema of a subject must be able to do, under the names of the REST protocol.
 * Backward: it reads what older schemas wrote. Forward: older schemas read what it writes.
 * Transitive: against every version, not only the latest.
 */
public enum CompatibilityLevel {
  /** Anything goes. */
  NONE(false, false, false),
  /** Reads what the latest version wrote; the default of the protocol. */
  BACKWARD(true, false, false),
  /** Reads what every version wrote. */
  BACKWARD_TRANSITIVE(true, false, true),
  /** The latest version reads what it writes. */
  FORWARD(false, true, false),
  /** Every version reads what it writes. */
  FORWARD_TRANSITIVE(false, true, true),
  /** Backward and forward with the latest version. */
  FULL(true, true, false),
  /** Backward and forward with every version. */
  FULL_TRANSITIVE(true, true, true);

  private final boolean backward;
  private final boolean forward;
  private final boolean transitive;

  CompatibilityLevel(boolean backward, boolean forward, boolean transitive) {
    this.backward = backward;
    this.forward = forward;
    this.transitive = transitive;
  }

  boolean backward() {
    return backward;
  }

  boolean forward() {
    return forward;
  }

  boolean transitive() {
    return transitive;
  }
}
