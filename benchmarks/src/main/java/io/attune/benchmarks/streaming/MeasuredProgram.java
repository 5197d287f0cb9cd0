package io.attune.benchmarks.streaming;

import java.io.IOException;

/** A program that processes a load. */
interface MeasuredProgram {
  /** Name of its row in the table. */
  String name();

  /**
   * Processes the load once, from the beginning.
   *
   * @return the measurements
   */
  Pass run() throws IOException, InterruptedException;

  /** A remark about the last pass, or an empty string. */
  default String remark() {
    return "";
  }

  /**
   * Measurements of a pass.
   *
   * @param taskEvents task events processed
   * @param seconds time from the first to the last of them
   * @param cpuSeconds CPU time of this process
   * @param allocated bytes allocated by this process
   * @param results number of recommendations published
   */
  record Pass(long taskEvents, double seconds, double cpuSeconds, long allocated, long results) {
    Pass withResults(long published) {
      return new Pass(taskEvents, seconds, cpuSeconds, allocated, published);
    }

    double perSecond() {
      return taskEvents / seconds;
    }
  }
}
