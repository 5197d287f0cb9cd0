package io.attune.streams.observe;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormat.Versions;
import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.advisor.statistics.StageState;
import io.attune.streams.store.LiveEntry;
import io.attune.streams.store.StageId;
import io.attune.streams.store.StateCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has happened to one application since the last snapshot, and when its last event came. Small
 * on purpose: every event touches it, while the facts about the application stay as they are.
 */
public final class Activity {
  static final StateFormat<Activity> FORMAT =
      StateFormat.plain("activity", Versions.only(1), Activity::write, Activity::read);

  static final StateCodec<Activity> CODEC = StateCodec.of(FORMAT);

  /** Addition to version 1: how many stage attempts have statistics, and from which stage on. */
  private static final int STAGES = 1;

  /** Addition to version 1: that it is taken for ended. */
  private static final int SILENT = 2;

  /** Not in the expiry index yet. */
  static final long NOT_DUE = 0;

  /** No stage: attempts are not negative. */
  private static final long NONE = -1;

  private static final int COMPLETED_REMEMBERED = 32;

  /** The stored time of the last event may be so old: it only matters after a restart. */
  private static final long STORED_EVENT_MS = 120_000;

  /** Most applications have one or two stages at work, and there may be a hundred thousand. */
  private static final int FEW = 2;

  private final Set<Long> changed = new LinkedHashSet<>(FEW);

  /** The one that was added to {@link #changed} last, {@link #NONE} while that is empty. */
  private long lastChanged = NONE;

  /**
   * The stage attempt of the last task event, {@link #NONE} before the first; not stored. Beside
   * {@link #lastStage}, so that its key need not be fetched from memory.
   */
  private long lastTask = NONE;

  /** Its statistics, where they were then. */
  private LiveEntry<StageId, StageState> lastStage;

  /** Handed over since this was last written, null when there is none; see {@link #write}. */
  private Set<Long> sent;

  /** Null before the first. */
  private ArrayDeque<Long> completed;

  private long lastEventMs;

  /** As it was when this was last written or read. */
  private long writtenEventMs;

  private long dueMs = NOT_DUE;
  private boolean ended;

  /** Taken for ended, until something comes. */
  private boolean silent;

  private boolean started;
  private boolean configured;
  private String workload = "";

  /** Stage attempts with statistics. */
  private int stages;

  /** Lowest stage whose statistics are kept. */
  private int floor = Integer.MIN_VALUE;

  Activity() {}

  /** When an event last came, wall clock, epoch milliseconds. */
  public long lastEventMs() {
    return lastEventMs;
  }

  void eventCame(long nowMs) {
    lastEventMs = Math.max(lastEventMs, nowMs);
  }

  /** Reads what a task event is going to need of this, for {@link Ahead}. */
  long look() {
    return lastEventMs + writtenEventMs + dueMs + lastChanged + (completed == null ? 0 : 1);
  }

  /** Whether a task of a stage changes anything here that is worth writing. */
  boolean isChangedBy(int stageId, int stageAttempt, long nowMs) {
    return nowMs - writtenEventMs >= STORED_EVENT_MS
        || pack(stageId, stageAttempt) != lastChanged
            && !changed.contains(pack(stageId, stageAttempt));
  }

  /** Where it stands in the expiry index. */
  long dueMs() {
    return dueMs;
  }

  void due(long newDueMs) {
    dueMs = newDueMs;
  }

  boolean ended() {
    return ended;
  }

  void end() {
    ended = true;
    silent = false;
  }

  /** Whether it is taken for ended because nothing came of it. */
  boolean silent() {
    return silent;
  }

  void fellSilent() {
    silent = true;
  }

  /** Something came of one that was taken for ended. */
  void speaks() {
    silent = false;
  }

  /** Whether its snapshots are those of an application that has ended, or is taken for it. */
  boolean isOver() {
    return ended || silent;
  }

  /** The start of the application was seen. */
  void sawStart() {
    started = true;
  }

  /** The configuration was seen, or something that comes after it. */
  void sawConfiguration() {
    configured = true;
  }

  /** Whether enough is known to name the workload for good. */
  boolean workloadIsSettled() {
    return ended || started && configured;
  }

  /** Workload under which snapshots were handed over; empty when none was yet. */
  String workload() {
    return workload;
  }

  void workload(String name) {
    workload = name;
  }

  /** Stage attempts with statistics. */
  int stages() {
    return stages;
  }

  /** There are statistics of one stage attempt more. */
  void stageAdded() {
    stages++;
  }

  /** Whether the statistics of a stage were forgotten because there are too many. */
  boolean hasForgotten(int stageId) {
    return stageId < floor;
  }

  /** The statistics of so many stage attempts, all of lower stages, were forgotten. */
  void forget(int count, int newFloor) {
    stages = Math.max(0, stages - count);
    floor = Math.max(floor, newFloor);
    changed.removeIf(stage -> hasForgotten((int) (stage >> 32)));
    lastChanged = NONE;
    lastTask = NONE;
    lastStage = null;
  }

  /** The statistics of a stage changed and are to be in the next snapshot. */
  void changed(int stageId, int stageAttempt) {
    long stage = pack(stageId, stageAttempt);
    if (stage != lastChanged) {
      changed.add(stage);
      lastChanged = stage;
    }
  }

  /**
   * Where the statistics of the last task event's stage attempt were; null before the first. They
   * may have had to make room since.
   */
  LiveEntry<StageId, StageState> lastStage() {
    return lastStage;
  }

  /** Whether the last task event was of this stage attempt. */
  boolean lastTaskWasOf(int stageId, int stageAttempt) {
    return lastTask == pack(stageId, stageAttempt);
  }

  /** A task event of a stage attempt came; its statistics are there. */
  void task(LiveEntry<StageId, StageState> stage) {
    StageId id = stage.key();
    lastTask = pack(id.stageId(), id.stageAttempt());
    lastStage = stage;
  }

  /** A stage completed: what still comes of it is worth a snapshot. */
  void completed(int stageId, int stageAttempt) {
    long stage = pack(stageId, stageAttempt);
    if (completed == null) {
      completed = new ArrayDeque<>(FEW);
    }
    if (!completed.contains(stage)) {
      if (completed.size() == COMPLETED_REMEMBERED) {
        completed.removeFirst();
      }
      completed.addLast(stage);
    }
  }

  /** Whether a stage is among the last that completed. */
  boolean hasCompleted(int stageId, int stageAttempt) {
    return completed != null && completed.contains(pack(stageId, stageAttempt));
  }

  /** Stages that changed since the last snapshot. */
  List<Stage> changedStages() {
    List<Stage> stages = new ArrayList<>(changed.size());
    for (long stage : changed) {
      stages.add(new Stage((int) (stage >> 32), (int) stage));
    }
    return stages;
  }

  /** The snapshot went out. */
  void handedOver() {
    if (sent == null) {
      sent = new LinkedHashSet<>(changed);
    } else {
      sent.addAll(changed);
    }
    changed.clear();
    lastChanged = NONE;
  }

  record Stage(int id, int attempt) {}

  private static long pack(int stageId, int stageAttempt) {
    return (long) stageId << 32 | stageAttempt & 0xFFFF_FFFFL;
  }

  /**
   * What was handed over since the last time is written as if it still had to be: its record may be
   * lost in the same crash that this one survives. Read back, it is handed over once more, which
   * changes nothing.
   */
  private void write(StateWriter out) {
    out.writeInt64(lastEventMs);
    writtenEventMs = lastEventMs;
    out.writeInt64(dueMs);
    out.writeBoolean(ended).writeBoolean(started).writeBoolean(configured);
    out.writeModifiedUtf8(workload);
    Set<Long> unconfirmed = new LinkedHashSet<>(changed);
    if (sent != null) {
      unconfirmed.addAll(sent);
      sent = null;
    }
    writeStages(out, unconfirmed);
    writeStages(out, completed == null ? List.of() : completed);
    if (stages > 0 || floor > Integer.MIN_VALUE) {
      out.addition(STAGES, part -> part.writeUnsigned(stages).writeSigned(floor));
    }
    if (silent) {
      out.addition(SILENT, part -> part.writeBoolean(true));
    }
  }

  private static void writeStages(StateWriter out, Collection<Long> stages) {
    out.writeInt32(stages.size());
    for (long stage : stages) {
      out.writeInt64(stage);
    }
  }

  private static Activity read(StateReader in) {
    Activity activity = new Activity();
    activity.lastEventMs = in.readInt64();
    activity.writtenEventMs = activity.lastEventMs;
    activity.dueMs = in.readInt64();
    activity.ended = in.readBoolean();
    activity.started = in.readBoolean();
    activity.configured = in.readBoolean();
    activity.workload = in.readModifiedUtf8();
    readStages(in, activity.changed);
    for (long stage : activity.changed) {
      activity.lastChanged = stage;
    }
    List<Long> completed = new ArrayList<>();
    readStages(in, completed);
    activity.completed = completed.isEmpty() ? null : new ArrayDeque<>(completed);
    Map<Integer, StateReader> additions = in.additions();
    activity.silent = additions.containsKey(SILENT);
    StateReader kept = additions.get(STAGES);
    if (kept != null) {
      activity.stages = kept.readCount();
      activity.floor = kept.readInt();
    }
    return activity;
  }

  private static void readStages(StateReader in, Collection<Long> into) {
    for (int left = in.readLength32(); left > 0; left--) {
      into.add(in.readInt64());
    }
  }
}
