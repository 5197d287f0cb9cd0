package io.attune.advisor.statistics;

import java.util.Arrays;
import java.util.List;

/** The {@value #LIMIT} longest tasks, sorted. */
final class LongestTasks {
  static final int LIMIT = 16;

  private LargeTask[] tasks = new LargeTask[1];
  private int used;

  /** Whether a task would be kept; asked first, so that the others are never built. */
  boolean wants(long durationMs, long taskId) {
    if (used < LIMIT) {
      return true;
    }
    LargeTask last = tasks[used - 1];
    return durationMs > last.durationMs()
        || durationMs == last.durationMs() && taskId <= last.taskId();
  }

  void add(LargeTask task) {
    int at = Arrays.binarySearch(tasks, 0, used, task, LargeTask.LONGEST_FIRST);
    at = at < 0 ? -at - 1 : at;
    if (at == LIMIT) {
      return;
    }
    if (used == tasks.length) {
      tasks = Arrays.copyOf(tasks, Math.min(LIMIT, used * 2));
    }
    if (used < LIMIT) {
      used++;
    }
    System.arraycopy(tasks, at, tasks, at + 1, used - 1 - at);
    tasks[at] = task;
  }

  void merge(LongestTasks other) {
    for (int i = 0; i < other.used; i++) {
      add(other.tasks[i]);
    }
  }

  List<LargeTask> list() {
    return List.of(Arrays.copyOf(tasks, used));
  }

  void write(StateWriter out) {
    out.writeUnsigned(used);
    for (int i = 0; i < used; i++) {
      tasks[i].write(out);
    }
  }

  static LongestTasks read(StateReader in) {
    LongestTasks read = new LongestTasks();
    int length = in.readLength();
    for (int i = 0; i < length; i++) {
      read.add(LargeTask.read(in));
    }
    return read;
  }
}
