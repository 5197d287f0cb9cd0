package io.attune.benchmarks.streaming;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Measures time, CPU time and allocation of this process since {@link #start}. The allocation of
 * threads that ended in between is not included.
 */
final class Meter {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final long nanos;
  private final long cpu;
  private final long allocated;

  private Meter() {
    this.allocated = allocatedBytes();
    this.cpu = SYSTEM.getProcessCpuTime();
    this.nanos = System.nanoTime();
  }

  static Meter start() {
    return new Meter();
  }

  MeasuredProgram.Pass stop(long taskEvents) {
    double seconds = (System.nanoTime() - nanos) / 1e9;
    double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
    return new MeasuredProgram.Pass(
        taskEvents, seconds, cpuSeconds, allocatedBytes() - allocated, 0);
  }

  private static long allocatedBytes() {
    long sum = 0;
    for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }
}
