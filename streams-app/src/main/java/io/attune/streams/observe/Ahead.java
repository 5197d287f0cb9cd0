package io.attune.streams.observe;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.statistics.StageState;
import io.attune.streams.store.LiveEntry;
import io.attune.streams.store.LiveStore;
import io.attune.streams.store.StageId;

/**
 * Prefetches the state that the next events of a batch need before they are processed.
 *
 * <p>With a hundred thousand applications alive, an event concerns one that had no event for half a
 * second: its state is spread over some fifty cache lines that are in no cache of the processor,
 * most of which are found only by following another. Processed one by one, each event waits for
 * these cache misses in turn. Here each step is done for many applications before the next step, in
 * loops so short that the processor has several misses in flight at once. The guess is that an
 * application's stage is that of its last event; a wrong guess costs only the fetch.
 */
final class Ahead {
  private final LiveStore<String, Activity> activities;
  private final Activity[] activity;
  private final StageState[] stage;

  /** The result has to be used, or the compiler would drop the reads. */
  private long read;

  /**
   * @param most so many applications at once that what was fetched is still in the cache when it is
   *     needed
   */
  Ahead(LiveStore<String, Activity> activities, int most) {
    this.activities = requireNonNull(activities, "activities is null");
    this.activity = new Activity[most];
    this.stage = new StageState[most];
  }

  /**
   * Prefetches for some applications of a batch.
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
