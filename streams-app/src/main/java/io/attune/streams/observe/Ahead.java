package io.attune.streams.observe;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.statistics.StageState;
import io.attune.streams.store.LiveEntry;
import io.attune.streams.store.LiveStore;
import io.attune.streams.store.StageId;

/**
 * Reads what the next events of a batch are about before they are worked off.
 *
 * <p>With a hundred thousand applications alive, an event is about one that no event was about for
 * half a second: what it needs lies in some fifty places of memory that are in no cache of the
 * processor, and most are found only through another. Worked off one by one, each event waits for
 * them in turn. Here each step is made for many applications before the next step, in loops so
 * short that the processor fetches what several of them read at once. It guesses that the stage of
 * an application is the one of its last event; a wrong guess costs only the fetching.
 */
final class Ahead {
  private final LiveStore<String, Activity> activities;
  private final Activity[] activity;
  private final StageState[] stage;

  /** Something has to come of what is read, or it would not be. */
  private long read;

  /**
   * @param most so many applications at once, that what was fetched is still there when it is
   *     needed
   */
  Ahead(LiveStore<String, Activity> activities, int most) {
    this.activities = requireNonNull(activities, "activities is null");
    this.activity = new Activity[most];
    this.stage = new StageState[most];
  }

  /**
   * Looks at some applications of a batch.
   *
   * @param ids theirs, null where there is none
   * @param from the first of them
   * @param count how many
   */
  void look(ByApplication order, String[] ids, int from, int count) {
    readRecords(order, from, count);
    findActivities(ids, count);
    findStages(count);
    for (int i = 0; i < count; i++) {
      read += stage[i] == null ? 0 : stage[i].look();
    }
    for (int i = 0; i < count; i++) {
      read += stage[i] == null ? 0 : stage[i].lookDeeper();
    }
  }

  private void readRecords(ByApplication order, int from, int count) {
    for (int a = from; a < from + count; a++) {
      for (int i = order.first(a); i >= 0; i = order.next(i)) {
        byte[] value = order.record(i).value();
        if (value != null && value.length > 0) {
          read += value[0] + value[value.length / 2] + value[value.length - 1];
        }
      }
    }
  }

  private void findActivities(String[] ids, int count) {
    for (int i = 0; i < count; i++) {
      LiveEntry<String, Activity> entry =
          ids[i] == null ? null : activities.likely(ids[i].hashCode());
      activity[i] = null;
      if (entry != null) {
        activity[i] = entry.value();
        read += entry.key().charAt(entry.key().length() - 1);
      }
    }
  }

  private void findStages(int count) {
    for (int i = 0; i < count; i++) {
      stage[i] = null;
      if (activity[i] != null) {
        read += activity[i].look();
        LiveEntry<StageId, StageState> entry = activity[i].lastStage();
        if (entry != null) {
          stage[i] = entry.value();
        }
      }
    }
  }
}
