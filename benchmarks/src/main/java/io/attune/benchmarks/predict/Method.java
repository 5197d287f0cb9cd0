package io.attune.benchmarks.predict;

/** A method to predict the time at another size. */
enum Method {
  /** Attune's model. */
  ATTUNE("Attune"),
  /** The idea of Sparklens. */
  PLAIN_REPLAY("plain replay"),
  /** Driver time is constant, the rest scales with the slots. */
  AMDAHL("Amdahl"),
  /** All time scales with the slots. */
  PERFECT("perfect scaling"),
  /** The time is constant. */
  CONSTANT("constant");

  private final String label;

  Method(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
