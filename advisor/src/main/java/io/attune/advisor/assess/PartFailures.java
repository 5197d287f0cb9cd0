package io.attune.advisor.assess;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects what failed during one assessment, the first failure of each part. */
final class PartFailures {
  private final Map<String, PartFailure> byPart = new LinkedHashMap<>();

  /** What the part gives, or empty when it throws. */
  <T> Optional<T> guard(PartFailure.Part part, String subject, Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (RuntimeException e) {
      add(new PartFailure(part, subject, e));
      return Optional.empty();
    }
  }

  void add(PartFailure failure) {
    byPart.putIfAbsent(failure.what(), failure);
  }

  void addOutcome(String property, RuntimeException cause) {
    add(new PartFailure(PartFailure.Part.OUTCOME, property, cause));
  }

  List<PartFailure> all() {
    return List.copyOf(byPart.values());
  }
}
