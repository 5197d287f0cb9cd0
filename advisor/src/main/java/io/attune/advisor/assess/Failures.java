package io.attune.advisor.assess;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects what failed during one assessment, the first failure of each part. */
final class Failures {
  private final Map<String, Failure> byPart = new LinkedHashMap<>();

  /** What the part gives, or empty when it throws. */
  <T> Optional<T> guard(Failure.Part part, String subject, Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (RuntimeException e) {
      add(new Failure(part, subject, e));
      return Optional.empty();
    }
  }

  void add(Failure failure) {
    byPart.putIfAbsent(failure.what(), failure);
  }

  void addOutcome(String property, RuntimeException cause) {
    add(new Failure(Failure.Part.OUTCOME, property, cause));
  }

  List<Failure> all() {
    return List.copyOf(byPart.values());
  }
}
