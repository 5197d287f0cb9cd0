package io.attune.advisor.cost;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.SparkUnits;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a workload's owner wants of its size.
 *
 * @param kind what counts
 * @param deadlineMs most wall time, milliseconds; only and always with {@link Kind#DEADLINE}
 */
public record Objective(Kind kind, OptionalLong deadlineMs) {
  /** Property of an application that names its objective. */
  public static final String PROPERTY = "spark.attune.objective";

  /** Property of an application with its deadline, such as {@code 45min}. */
  public static final String DEADLINE_PROPERTY = "spark.attune.deadline";

  /** The words for a user. */
  public static final String CHOICES =
      "cost, balanced, performance, or deadline with a time such as deadline=45min";

  /** Lowest cost, however long it takes within reason. */
  public static final Objective COST = new Objective(Kind.COST, OptionalLong.empty());

  /** Lowest cost that takes hardly longer than today. */
  public static final Objective BALANCED = new Objective(Kind.BALANCED, OptionalLong.empty());

  /** Shortest time that costs hardly more than today. */
  public static final Objective PERFORMANCE = new Objective(Kind.PERFORMANCE, OptionalLong.empty());

  /** What counts. */
  public enum Kind {
    /** Lowest cost. */
    COST,
    /** Lowest cost at about today's time. */
    BALANCED,
    /** Shortest time within a budget. */
    PERFORMANCE,
    /** Lowest cost that ends in time. */
    DEADLINE
  }

  /** Checks the fields. */
  public Objective {
    requireNonNull(kind, "kind is null");
    requireNonNull(deadlineMs, "deadlineMs is null");
    if (kind == Kind.DEADLINE != deadlineMs.isPresent()
        || deadlineMs.isPresent() && deadlineMs.getAsLong() <= 0) {
      throw new IllegalArgumentException("an objective has a deadline or none: " + kind);
    }
  }

  /** Lowest cost that ends within so many milliseconds, more than 0. */
  public static Objective deadline(long millis) {
    return new Objective(Kind.DEADLINE, OptionalLong.of(millis));
  }

  /**
   * Reads what a user wrote.
   *
   * @param text {@code cost}, {@code balanced}, {@code performance} or {@code deadline=45min}
   * @throws IllegalArgumentException when it is none of them; the message can stand in a sentence
   *     after the name of the option
   */
  public static Objective parse(String text) {
    String word = text.trim().toLowerCase(Locale.ROOT);
    switch (word) {
      case "cost":
        return COST;
      case "balanced":
        return BALANCED;
      case "performance":
        return PERFORMANCE;
      default:
        if (word.startsWith("deadline=")) {
          OptionalLong millis = SparkUnits.millis(word.substring("deadline=".length()), 1000);
          if (millis.isPresent() && millis.getAsLong() > 0) {
            return deadline(millis.getAsLong());
          }
        }
        throw new IllegalArgumentException("must be " + CHOICES);
    }
  }

  /** What an application asks for itself; empty when it asks for nothing that can be read. */
  public static Optional<Objective> of(SparkSettings settings) {
    if (problem(settings).isPresent() || settings.value(PROPERTY).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(parse(text(settings)));
  }

  /** Why what an application asks for cannot be read, a sentence; empty when it can. */
  public static Optional<String> problem(SparkSettings settings) {
    if (settings.value(PROPERTY).isEmpty()) {
      return Optional.empty();
    }
    try {
      parse(text(settings));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(
          PROPERTY
              + " is '"
              + settings.value(PROPERTY).get()
              + "' but "
              + e.getMessage()
              + " (or deadline, with the time in "
              + DEADLINE_PROPERTY
              + ").");
    }
  }

  private static String text(SparkSettings settings) {
    String text = settings.value(PROPERTY).orElse("").trim();
    return text.equalsIgnoreCase("deadline")
        ? "deadline=" + settings.value(DEADLINE_PROPERTY).orElse("").trim()
        : text;
  }

  /** As it is written. */
  @Override
  public String toString() {
    String word = kind.name().toLowerCase(Locale.ROOT);
    return deadlineMs.isPresent() ? word + "=" + deadlineMs.getAsLong() + "ms" : word;
  }
}
