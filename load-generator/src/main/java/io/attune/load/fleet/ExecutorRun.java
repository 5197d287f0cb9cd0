package io.attune.load.fleet;

import java.util.ArrayList;
import java.util.List;

/** An executor while it lives. */
final class ExecutorRun {
  final String id;
  final String host;
  final int hostNumber;
  final List<TaskRun> running = new ArrayList<>(8);

  /** Deviation of what lives on its heap from what was planned. */
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
