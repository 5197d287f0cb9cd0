package io.attune.spark;

import io.attune.schemas.RunningTask;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import scala.Tuple4;

/**
 * Reads from an executor's heartbeat what the accumulators of its running tasks hold. Both the list
 * of tasks and that of accumulators are Scala sequences, whose type differs from one version of
 * Scala to the next, so the methods that return them are looked up by name.
 */
final class TaskProgressReader {
  private static final String PREFIX = "internal.metrics.";
  private static final MethodHandle UPDATES = updates();

  /** Chooses the tasks that are read. */
  interface Choice {
    /** Where to write what is read of a task; null when it is not to be read. */
    RunningTask of(long taskId, int stageId, int stageAttempt);
  }

  void read(SparkListenerExecutorMetricsUpdate event, Choice choice) {
    scala.collection.Iterable<?> tasks = iterable(event);
    if (tasks == null) {
      return;
    }
    for (var each = tasks.iterator(); each.hasNext(); ) {
      Tuple4<?, ?, ?, ?> update = (Tuple4<?, ?, ?, ?>) each.next();
      RunningTask task =
          choice.of(number(update._1()), (int) number(update._2()), (int) number(update._3()));
      if (task != null) {
        for (var metrics = ((scala.collection.Iterable<?>) update._4()).iterator();
            metrics.hasNext(); ) {
          add((AccumulableInfo) metrics.next(), task);
        }
      }
    }
  }

  private static void add(AccumulableInfo metric, RunningTask task) {
    if (metric.name().isEmpty() || metric.update().isEmpty()) {
      return;
    }
    String name = metric.name().get();
    Object value = metric.update().get();
    if (name.startsWith(PREFIX) && value instanceof Number) {
      add(name.substring(PREFIX.length()), ((Number) value).longValue(), task);
    }
  }

  private static void add(String metric, long value, RunningTask task) {
    switch (metric) {
      case "jvmGCTime":
        task.setJvmGcTimeMs(value);
        break;
      case "peakExecutionMemory":
        task.setPeakExecutionMemoryBytes(value);
        break;
      case "memoryBytesSpilled":
        task.setMemoryBytesSpilled(value);
        break;
      case "diskBytesSpilled":
        task.setDiskBytesSpilled(value);
        break;
      case "input.bytesRead":
        task.setInputBytes(value);
        break;
      case "input.recordsRead":
        task.setInputRecords(value);
        break;
      case "shuffle.read.remoteBytesRead":
      case "shuffle.read.localBytesRead":
        task.setShuffleBytesRead(task.getShuffleBytesRead() + value);
        break;
      case "shuffle.read.recordsRead":
        task.setShuffleRecordsRead(value);
        break;
      case "output.bytesWritten":
        task.setOutputBytes(value);
        break;
      case "shuffle.write.bytesWritten":
        task.setShuffleBytesWritten(value);
        break;
      default:
        break;
    }
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static scala.collection.Iterable<?> iterable(SparkListenerExecutorMetricsUpdate event) {
    if (UPDATES == null) {
      return null;
    }
    try {
      return (scala.collection.Iterable<?>) UPDATES.invoke(event);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a heartbeat's accumulators could not be read", e);
    }
  }

  private static MethodHandle updates() {
    try {
      Method method = SparkListenerExecutorMetricsUpdate.class.getMethod("accumUpdates");
      return MethodHandles.publicLookup().unreflect(method);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
