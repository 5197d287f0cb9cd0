package io.attune.load.fleet;

import java.util.ArrayList;
import java.util.List;

/** An executor of a run. */
final class ExecutorRun {
  final String id;
  final String host;
  final int hostNumber;
  final List<TaskRun> running = new ArrayList<>(8);

  /** Factor on the planned live heap. */
  final double memoryNoise;

  boolean alive = true;
  int started;
  long idleSince;

  ExecutorRun(String id, int hostNumber, double memoryNoise) {
    this.id = id;
    this.host = "node-" + (hostNumber + 1);
    this.hostNumber = hostNumber;
    this.memoryNoise = memoryNoise;
  }
}
