package io.attune.load.fleet;

/** An event of the simulation; events of the same time are ordered by when they were scheduled. */
abstract class Action implements Comparable<Action> {
  long atMs;
  long order;

  abstract void happen();

  @Override
  public int compareTo(Action other) {
    return atMs != other.atMs ? Long.compare(atMs, other.atMs) : Long.compare(order, other.order);
  }
}
