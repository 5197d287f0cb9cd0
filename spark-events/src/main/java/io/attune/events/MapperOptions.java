package io.attune.events;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.Optional;

/**
 * How a {@link SparkEventMapper} works. Immutable; start from {@link #defaults()}, which is right
 * for event logs.
 */
public final class MapperOptions {

  private final String applicationId;
  private final String fallbackApplicationId;
  private final String sparkVersion;
  private final Redaction redaction;
  private final Clock clock;
  private final boolean numbered;
  private final boolean user;

  private MapperOptions(
      String applicationId,
      String fallbackApplicationId,
      String sparkVersion,
      Redaction redaction,
      Clock clock,
      boolean numbered,
      boolean user) {
    this.applicationId = applicationId;
    this.fallbackApplicationId = fallbackApplicationId;
    this.sparkVersion = sparkVersion;
    this.redaction = redaction;
    this.clock = clock;
    this.numbered = numbered;
    this.user = user;
  }

  /**
   * For an event log: everything is learnt from the log itself, records are numbered from 1, and an
   * event without a time of its own gets the newest time seen before it.
   */
  public static MapperOptions defaults() {
    return new MapperOptions(null, null, null, Redaction.defaults(), null, true, true);
  }

  /** The application id is known from the start, so that nothing has to be held back. */
  public MapperOptions withApplicationId(String id) {
    requireNonNull(id, "id is null");
    return new MapperOptions(
        id, fallbackApplicationId, sparkVersion, redaction, clock, numbered, user);
  }

  /** The application id to use if the log never names one, such as the one in the log's name. */
  public MapperOptions withFallbackApplicationId(String id) {
    requireNonNull(id, "id is null");
    return new MapperOptions(applicationId, id, sparkVersion, redaction, clock, numbered, user);
  }

  /** Spark's version, where no log start will tell it. */
  public MapperOptions withSparkVersion(String version) {
    requireNonNull(version, "version is null");
    return new MapperOptions(
        applicationId, fallbackApplicationId, version, redaction, clock, numbered, user);
  }

  /**
   * Redaction to begin with. The application's own patterns replace it when its environment becomes
   * known.
   */
  public MapperOptions withRedaction(Redaction initial) {
    requireNonNull(initial, "initial is null");
    return new MapperOptions(
        applicationId, fallbackApplicationId, sparkVersion, initial, clock, numbered, user);
  }

  /** Events without a time of their own get this clock's, instead of the newest time seen. */
  public MapperOptions withClock(Clock source) {
    requireNonNull(source, "source is null");
    return new MapperOptions(
        applicationId, fallbackApplicationId, sparkVersion, redaction, source, numbered, user);
  }

  /** Leaves {@code sequence} null: the sink gives the numbers. */
  public MapperOptions withoutSequence() {
    return new MapperOptions(
        applicationId, fallbackApplicationId, sparkVersion, redaction, clock, false, user);
  }

  /** Leaves the user's name out. */
  public MapperOptions withoutUser() {
    return new MapperOptions(
        applicationId, fallbackApplicationId, sparkVersion, redaction, clock, numbered, false);
  }

  Optional<String> applicationId() {
    return Optional.ofNullable(applicationId);
  }

  Optional<String> fallbackApplicationId() {
    return Optional.ofNullable(fallbackApplicationId);
  }

  Optional<String> sparkVersion() {
    return Optional.ofNullable(sparkVersion);
  }

  Redaction redaction() {
    return redaction;
  }

  Optional<Clock> clock() {
    return Optional.ofNullable(clock);
  }

  boolean numbered() {
    return numbered;
  }

  boolean user() {
    return user;
  }
}
