package io.attune.advisor.application;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.roaringbitmap.RoaringBitmap;

/**
 * Stage attempts of an application. Completed ones beyond the limit fold into totals, those of the
 * shortest wall time first; of the others (running, waiting, skipped) the newest are kept.
 */
final class StageTable {
  /** Attempts of a stage told apart once they are folded. */
  private static final int FOLDED_ATTEMPTS = 16;

  private final int limit;
  private final TreeMap<StageKey, StageDescriptor> open = new TreeMap<>();
  private final TreeMap<StageKey, StageDescriptor> completed = new TreeMap<>();
  private RoaringBitmap folded = new RoaringBitmap();
  private long foldedWallMs;

  StageTable(int limit) {
    this.limit = limit;
  }

  void merge(StageDescriptor update) {
    StageKey key = update.key();
    if (folded.contains(foldedKey(key))) {
      return;
    }
    StageDescriptor done = completed.get(key);
    if (done != null) {
      completed.put(key, done.merge(update));
      return;
    }
    StageDescriptor known = open.get(key);
    StageDescriptor merged = known == null ? update : known.merge(update);
    if (merged.completed()) {
      open.remove(key);
      completed.put(key, merged);
      if (completed.size() > limit) {
        foldShortest();
      }
    } else {
      open.put(key, merged);
      if (open.size() > limit) {
        open.pollFirstEntry();
      }
    }
  }

  private void foldShortest() {
    StageDescriptor shortest = null;
    for (StageDescriptor stage : completed.values()) {
      // Of equals the one with the highest key goes: entries come in ascending order.
      if (shortest == null || stage.wallMs().orElse(0) <= shortest.wallMs().orElse(0)) {
        shortest = stage;
      }
    }
    if (shortest != null) {
      completed.remove(shortest.key());
      folded.add(foldedKey(shortest.key()));
      foldedWallMs += shortest.wallMs().orElse(0);
    }
  }

  private static int foldedKey(StageKey key) {
    return key.stageId() * FOLDED_ATTEMPTS + Math.min(FOLDED_ATTEMPTS - 1, key.stageAttempt());
  }

  int size() {
    return open.size() + completed.size();
  }

  /** Folds the shorter half of those that completed, and forgets the older half of the others. */
  void halve() {
    for (int left = (open.size() + 1) / 2; left > 0; left--) {
      open.pollFirstEntry();
    }
    for (int left = (completed.size() + 1) / 2; left > 0; left--) {
      foldShortest();
    }
  }

  Optional<StageDescriptor> get(StageKey key) {
    StageDescriptor done = completed.get(key);
    return Optional.ofNullable(done == null ? open.get(key) : done);
  }

  List<StageDescriptor> list() {
    TreeMap<StageKey, StageDescriptor> all = new TreeMap<>(completed);
    all.putAll(open);
    return List.copyOf(all.values());
  }

  long foldedCount() {
    return folded.getLongCardinality();
  }

  long foldedWallMs() {
    return foldedWallMs;
  }

  void write(StateWriter out) {
    out.writeUnsigned(open.size() + completed.size());
    Stream.of(open, completed)
        .map(Map::values)
        .forEach(stages -> stages.forEach(stage -> stage.write(out)));
    out.writeUnsigned(folded.getLongCardinality());
    int[] previous = new int[1];
    folded.forEach(
        (int key) -> {
          out.writeSigned((long) key - previous[0]);
          previous[0] = key;
        });
    out.writeUnsigned(foldedWallMs);
  }

  static StageTable read(StateReader in, int limit) {
    StageTable table = new StageTable(limit);
    int length = in.readLength();
    for (int i = 0; i < length; i++) {
      table.merge(StageDescriptor.read(in));
    }
    int foldedCount = in.readLength();
    int key = 0;
    for (int i = 0; i < foldedCount; i++) {
      key += (int) in.readSigned();
      table.folded.add(key);
    }
    table.folded.runOptimize();
    table.foldedWallMs = in.readUnsigned();
    return table;
  }
}
