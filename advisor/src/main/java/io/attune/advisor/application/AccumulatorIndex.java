package io.attune.advisor.application;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Which stage attempts reported which accumulators, and the highest value of each. */
final class AccumulatorIndex {
  private static final class Entry {
    private long value = Long.MIN_VALUE;
    private final List<StageKey> stages = new ArrayList<>(1);
  }

  private final Map<Long, Entry> entries = new HashMap<>();

  AccumulatorIndex(Collection<StageDescriptor> stages) {
    for (StageDescriptor stage : stages) {
      stage
          .accumulables()
          .forEach(
              (id, value) -> {
                Entry entry = entries.computeIfAbsent(id, key -> new Entry());
                entry.value = Math.max(entry.value, value);
                entry.stages.add(stage.key());
              });
    }
  }

  OptionalLong value(long accumulatorId) {
    Entry entry = entries.get(accumulatorId);
    return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.value);
  }

  List<StageKey> stages(long accumulatorId) {
    Entry entry = entries.get(accumulatorId);
    return entry == null ? List.of() : entry.stages;
  }
}
