package io.attune.benchmarks.predict;

/** How a time at another size is predicted. */
enum Method {
  /** Attune's model. */
  ATTUNE("Attune"),
  /** Sparklens's idea, plainly. */
  PLAIN_REPLAY("plain replay"),
  /** Driver time stays, the rest scales with the slots. */
  AMDAHL("Amdahl"),
  /** All of it scales with the slots. */
  PERFECT("perfect scaling"),
  /** It takes what it took. */
  CONSTANT("constant");

  private final String label;

  Method(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
