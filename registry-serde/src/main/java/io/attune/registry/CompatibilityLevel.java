package io.attune.registry;

/**
 * The compatibility levels of the registry's REST protocol. Backward: the new schema reads data
 * written with older schemas. Forward: older schemas read data written with the new one.
 * Transitive: checked against all versions, not only the latest.
 */
public enum CompatibilityLevel {
  /** No compatibility is required. */
  NONE(false, false, false),
  /** Backward compatible with the latest version; the protocol's default. */
  BACKWARD(true, false, false),
  /** Backward compatible with all versions. */
  BACKWARD_TRANSITIVE(true, false, true),
  /** Forward compatible with the latest version. */
  FORWARD(false, true, false),
  /** Forward compatible with all versions. */
  FORWARD_TRANSITIVE(false, true, true),
  /** Backward and forward compatible with the latest version. */
  FULL(true, true, false),
  /** Backward and forward compatible with all versions. */
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
