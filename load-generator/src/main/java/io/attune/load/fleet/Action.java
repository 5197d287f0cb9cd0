package io.attune.load.fleet;

/** Something that happens at a moment of the simulated time; of one moment the first planned. */
abstract class Action implements Comparable<Action> {
  long atMs;
  long order;

  abstract void happen();

  @Override
  public int compareTo(Action other) {
    return atMs != other.atMs ? Long.compare(atMs, other.atMs) : Long.compare(order, other.order);
  }
}
