package io.attune.benchmarks.streaming;

import java.io.IOException;

/** Something that works off a load. */
interface Subject {
  /** Its row in the table. */
  String name();

  /**
   * Works the load off once, from the beginning.
   *
   * @return what came of it
   */
  Pass run() throws IOException, InterruptedException;

  /** What else is to be said of the last pass; empty for nothing. */
  default String remark() {
    return "";
  }

  /**
   * One pass.
   *
   * @param taskEvents task events worked off
   * @param seconds from the first of them to the last
   * @param cpuSeconds processor time of this process meanwhile, all threads
   * @param allocated bytes allocated by its threads meanwhile
   * @param results recommendations published; 0 for those that publish none
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
