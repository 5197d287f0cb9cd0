package io.attune.advisor.outcome;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.SettingValues;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A recommendation whose value is in force in a run.
 *
 * @param advice what was recommended
 * @param origin the run that it was recommended after
 * @param applied value in force
 * @param inPart whether that is not the value advised, but one within its bounds on the way there
 * @param after runs since the origin with this value in force, the judged one last
 */
public record Adoption(
    PastAdvice advice, RunSummary origin, String applied, boolean inPart, List<RunSummary> after) {
  public Adoption {
    requireNonNull(advice, "advice is null");
    requireNonNull(origin, "origin is null");
    requireNonNull(applied, "applied is null");
    after = List.copyOf(after);
  }

  /** How a value that is in force relates to one that was advised. */
  public enum Degree {
    /** It is another, or the one from before. */
    NONE,
    /** It is on the way there and within the bounds. */
    IN_PART,
    /** It is the one advised. */
    FULL
  }

  /**
   * What a run has in force of what was advised before it, by property. Of each property the newest
   * advice counts.
   */
  public static List<Adoption> of(RunSummary run, WorkloadHistory past) {
    List<Adoption> adoptions = new ArrayList<>();
    for (Map.Entry<String, String> setting : run.settings().entrySet()) {
      of(setting.getKey(), setting.getValue(), run, past.runs()).ifPresent(adoptions::add);
    }
    return adoptions;
  }

  private static Optional<Adoption> of(
      String property, String value, RunSummary run, List<RunSummary> past) {
    List<RunSummary> after = new ArrayList<>();
    after.add(run);
    for (int i = past.size() - 1; i >= 0; i--) {
      RunSummary earlier = past.get(i);
      Optional<PastAdvice> advice =
          earlier.recommended().stream().filter(a -> a.property().equals(property)).findFirst();
      if (advice.isPresent()) {
        Optional<String> before =
            Optional.ofNullable(earlier.settings().get(property)).or(advice.get()::previous);
        Degree degree =
            degree(
                property,
                before,
                advice.get().recommended(),
                advice.get().lowerBound(),
                advice.get().upperBound(),
                value);
        return degree == Degree.NONE
            ? Optional.empty()
            : Optional.of(
                new Adoption(advice.get(), earlier, value, degree == Degree.IN_PART, after));
      }
      String there = earlier.settings().get(property);
      if (there != null && SettingValues.same(property, there, value)) {
        after.add(0, earlier);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a value follows advice: the same after units are made equal; or, for numbers, away from
   * the value before towards the one advised and within its bounds.
   *
   * @param before value that was in force when it was advised, when known
   * @param value value in force now
   */
  public static Degree degree(
      String property,
      Optional<String> before,
      String recommended,
      Optional<String> lower,
      Optional<String> upper,
      String value) {
    if (before.isPresent() && SettingValues.same(property, before.get(), value)) {
      return Degree.NONE;
    }
    if (SettingValues.same(property, recommended, value)) {
      return Degree.FULL;
    }
    OptionalDouble from = magnitude(property, before);
    OptionalDouble to = SettingValues.magnitude(property, recommended);
    OptionalDouble now = SettingValues.magnitude(property, value);
    OptionalDouble least = magnitude(property, lower);
    OptionalDouble most = magnitude(property, upper);
    if (from.isEmpty() || to.isEmpty() || now.isEmpty() || least.isEmpty() || most.isEmpty()) {
      return Degree.NONE;
    }
    boolean towards =
        (now.getAsDouble() - from.getAsDouble()) * (to.getAsDouble() - from.getAsDouble()) > 0;
    boolean within =
        least.getAsDouble() <= now.getAsDouble() && now.getAsDouble() <= most.getAsDouble();
    return towards && within ? Degree.IN_PART : Degree.NONE;
  }

  private static OptionalDouble magnitude(String property, Optional<String> text) {
    return text.map(value -> SettingValues.magnitude(property, value))
        .orElseGet(OptionalDouble::empty);
  }
}
