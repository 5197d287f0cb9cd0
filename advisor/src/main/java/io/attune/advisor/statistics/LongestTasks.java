package io.attune.advisor.statistics;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The {@value #LIMIT} longest tasks, longest first.
 *
 * <p>There can be a hundred thousand stages alive and their tasks are seldom looked at, so they are
 * kept in their binary form, one after the other in one array: about half of the memory, and next
 * to nothing for the collector to follow.
 */
final class LongestTasks {
  static final int LIMIT = 16;

  /** Version of the forms: they are written as they stand. */
  private static final int VERSION = StageState.FORMAT.versions().written();

  /** A form is seldom longer. */
  private static final int FORM = 64;

  /** Of each task: its duration, its id, and where its form ends. */
  private static final int WIDTH = 3;

  private static final long[] NO_PLACES = new long[0];
  private static final byte[] NO_FORMS = new byte[0];

  private long[] places = NO_PLACES;
  private byte[] forms = NO_FORMS;
  private int used;

  /** Whether a task would be kept; asked first, so that the others are never built. */
  boolean wants(long durationMs, long taskId) {
    if (used < LIMIT) {
      return true;
    }
    long shortest = duration(used - 1);
    return durationMs > shortest || durationMs == shortest && taskId <= id(used - 1);
  }

  long look() {
    return used == 0 ? 0 : places[used * WIDTH - 1];
  }

  void add(LargeTask task) {
    int at = used;
    while (at > 0 && isLonger(task, at - 1)) {
      at--;
    }
    if (at == LIMIT) {
      return;
    }
    if (used == LIMIT) {
      used--;
    }
    StateWriter form = new StateWriter(VERSION, FORM);
    task.write(form);
    insert(at, task, form);
  }

  private void insert(int at, LargeTask task, StateWriter form) {
    int length = form.size();
    int begin = begin(at);
    int end = begin(used);
    if (used * WIDTH == places.length) {
      places = Arrays.copyOf(places, room() * WIDTH);
    }
    if (end + length > forms.length) {
      forms = Arrays.copyOf(forms, Math.max(end + length, length * room()));
    }
    System.arraycopy(forms, begin, forms, begin + length, end - begin);
    form.copyTo(forms, begin);
    System.arraycopy(places, at * WIDTH, places, (at + 1) * WIDTH, (used - at) * WIDTH);
    used++;
    place(at, task, begin);
    for (int i = at; i < used; i++) {
      places[i * WIDTH + 2] += length;
    }
  }

  /** How many there is to be room for when there is none for one more. */
  private int room() {
    return used == 0 ? 1 : used < LIMIT / 4 ? LIMIT / 4 : LIMIT;
  }

  private void place(int at, LargeTask task, long end) {
    places[at * WIDTH] = task.durationMs();
    places[at * WIDTH + 1] = task.taskId();
    places[at * WIDTH + 2] = end;
  }

  private long duration(int at) {
    return places[at * WIDTH];
  }

  private long id(int at) {
    return places[at * WIDTH + 1];
  }

  private int begin(int at) {
    return at == 0 ? 0 : (int) places[at * WIDTH - 1];
  }

  /** Whether a task stands before one that is kept; equal ones do not change places. */
  private boolean isLonger(LargeTask task, int at) {
    if (task.durationMs() != duration(at)) {
      return task.durationMs() > duration(at);
    }
    if (task.taskId() != id(at)) {
      return task.taskId() < id(at);
    }
    return LargeTask.LONGEST_FIRST.compare(task, list().get(at)) < 0;
  }

  void merge(LongestTasks other) {
    for (LargeTask task : other.list()) {
      add(task);
    }
  }

  List<LargeTask> list() {
    StateReader in = StageState.FORMAT.readerOf(forms, VERSION);
    List<LargeTask> tasks = new ArrayList<>(used);
    for (int i = 0; i < used; i++) {
      tasks.add(LargeTask.read(in));
    }
    return List.copyOf(tasks);
  }

  void write(StateWriter out) {
    out.writeUnsigned(used);
    if (out.version() == VERSION) {
      out.writeRaw(forms, 0, begin(used));
    } else {
      list().forEach(task -> task.write(out));
    }
  }

  static LongestTasks read(StateReader in) {
    LongestTasks read = new LongestTasks();
    int length = in.readLength();
    if (length > LIMIT) {
      throw in.damaged("it has " + length + " longest tasks");
    }
    boolean asTheyStand = in.version() == VERSION;
    read.places = asTheyStand ? new long[length * WIDTH] : NO_PLACES;
    int begin = in.position();
    LargeTask previous = null;
    for (int i = 0; i < length; i++) {
      LargeTask task = LargeTask.read(in);
      if (previous != null && LargeTask.LONGEST_FIRST.compare(previous, task) > 0) {
        throw in.damaged("its longest tasks are not sorted");
      }
      previous = task;
      if (asTheyStand) {
        read.place(i, task, in.position() - begin);
      } else {
        read.add(task);
      }
    }
    if (asTheyStand) {
      read.used = length;
      read.forms = in.copy(begin);
    }
    return read;
  }
}
