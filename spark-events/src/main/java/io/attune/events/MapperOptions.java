package io.attune.events;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.Optional;

/** Options of a {@link SparkEventMapper}. Immutable; the {@link #defaults()} are for event logs. */
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
   * Options for an event log: application id and configuration are read from the log, records are
   * numbered from 1, and an event without a time gets the newest time before it.
   */
  public static MapperOptions defaults() {
    return new MapperOptions(null, null, null, Redaction.defaults(), null, true, true);
  }

  /** Sets the application id, so that no records have to be held back until it is read. */
  public MapperOptions withApplicationId(String id) {
    requireNonNull(id, "id is null");
    return new MapperOptions(
        id, fallbackApplicationId, sparkVersion, redaction, clock, numbered, user);
  }

  /** Sets the application id to use if the log has none, such as the one in the log's name. */
  public MapperOptions withFallbackApplicationId(String id) {
    requireNonNull(id, "id is null");
    return new MapperOptions(applicationId, id, sparkVersion, redaction, clock, numbered, user);
  }

  /** Sets Spark's version, for events without a log start. */
  public MapperOptions withSparkVersion(String version) {
    requireNonNull(version, "version is null");
    return new MapperOptions(
        applicationId, fallbackApplicationId, version, redaction, clock, numbered, user);
  }

  /**
   * Sets the initial redaction, which the application's own patterns replace when its environment
   * is read.
   */
  public MapperOptions withRedaction(Redaction initial) {
    requireNonNull(initial, "initial is null");
    return new MapperOptions(
        applicationId, fallbackApplicationId, sparkVersion, initial, clock, numbered, user);
  }

  /** Gives events without a time the clock's, instead of the newest time before them. */
  public MapperOptions withClock(Clock source) {
    requireNonNull(source, "source is null");
    return new MapperOptions(
        applicationId, fallbackApplicationId, sparkVersion, redaction, source, numbered, user);
  }

  /** Leaves {@code sequence} null, for the sink to set. */
  public MapperOptions withoutSequence() {
    return new MapperOptions(
        applicationId, fallbackApplicationId, sparkVersion, redaction, clock, false, user);
  }

  /** Leaves out the user's name. */
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
