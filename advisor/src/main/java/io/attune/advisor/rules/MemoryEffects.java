package io.attune.advisor.rules;

import io.attune.advisor.sizing.Effect;
import java.util.List;

/** What advice does to the memory of an executor, and so to what an executor costs. */
public final class MemoryEffects {
  private MemoryEffects() {}

  /** Nothing for advice about something else. */
  public static List<Effect> of(Advice advice) {
    return advice
        .setting()
        .<List<Effect>>map(
            setting -> {
              long bytes = Math.round(setting.magnitude());
              return switch (setting.property()) {
                case "spark.executor.memory" -> List.of(new Effect.Heap(bytes));
                case "spark.executor.memoryOverhead" -> List.of(new Effect.Overhead(bytes));
                case "spark.memory.offHeap.size" -> List.of(new Effect.OffHeap(bytes));
                default -> List.of();
              };
            })
        .orElse(List.of());
  }
}
