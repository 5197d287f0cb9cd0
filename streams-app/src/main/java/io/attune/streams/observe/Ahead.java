package io.attune.streams.observe;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.statistics.StageState;
import io.attune.streams.StageId;
import io.attune.streams.store.LiveEntry;
import io.attune.streams.store.LiveStore;

/**
 * Reads what the next events of a batch are about before they are worked off.
 *
 * <p>With a hundred thousand applications alive, an event is about one that no event was about for
 * half a second: what it needs lies in some fifty places of memory that are in no cache of the
 * processor, and most are found only through another. Worked off one by one, each event waits for
 * them in turn. Here each step is made for many applications before the next step, in loops so
 * short that the processor fetches what several of them read at once. It guesses that the stage of
 * an application is the one of its last event, and that an entry is where it is looked for first; a
 * wrong guess costs only the fetching.
 */
final class Ahead {
  /** So many applications at once, that what was fetched is still there when it is needed. */
  static final int MOST = 64;

  private final LiveStore<String, Activity> activities;
  private final LiveStore<StageId, StageState> stages;
  private final Activity[] activity = new Activity[MOST];
  private final StageId[] id = new StageId[MOST];
  private final StageState[] stage = new StageState[MOST];
  private int count;

  /** Something has to come of what is read, or it would not be. */
  private long read;

  Ahead(LiveStore<String, Activity> activities, LiveStore<StageId, StageState> stages) {
    this.activities = requireNonNull(activities, "activities is null");
    this.stages = requireNonNull(stages, "stages is null");
  }

  /**
   * Looks at some applications of a batch.
   *
   * @param from the first of them
   */
  void look(ByApplication order, int from) {
    count = Math.min(MOST, order.applications() - from);
    findActivities(order, from);
    readActivities();
    findStages();
    for (int i = 0; i < count; i++) {
      read += stage[i] == null ? 0 : stage[i].look();
    }
    for (int i = 0; i < count; i++) {
      read += stage[i] == null ? 0 : stage[i].lookDeeper();
    }
  }

  private void findActivities(ByApplication order, int from) {
    for (int i = 0; i < count; i++) {
      LiveEntry<String, Activity> entry =
          activities.likely(order.id(order.first(from + i)).hashCode());
      activity[i] = null;
      if (entry != null) {
        activity[i] = entry.value();
        read += entry.hash() + entry.key().charAt(entry.key().length() - 1);
      }
    }
  }

  private void readActivities() {
    for (int i = 0; i < count; i++) {
      id[i] = null;
      if (activity[i] != null) {
        id[i] = activity[i].lastTask();
        read += activity[i].look();
      }
    }
  }

  private void findStages() {
    for (int i = 0; i < count; i++) {
      stage[i] = null;
      if (id[i] != null) {
        LiveEntry<StageId, StageState> entry = stages.likely(id[i].hashCode());
        if (entry != null) {
          stage[i] = entry.value();
          read += entry.hash();
        }
      }
    }
  }
}
