package io.attune.events;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.EnvironmentUpdated;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An event as parsed by the {@link EventParser}, still without sequence number, application id and,
 * if Spark writes none, time. To be applied to one {@link SparkEventMapper}, once.
 */
public final class ParsedEvent {

  /** Which part of a log an event belongs to. */
  public enum Part {
    /** The first line of an application's log. */
    LOG_START,
    /** Comes before the application's start as well as later: configuration, executors. */
    PREAMBLE,
    /** The application's start. */
    APPLICATION_START,
    /** What is skipped. */
    NOTHING,
    /** Anything else. */
    WORK
  }

  /** An event that is skipped. */
  static final ParsedEvent UNUSED = new ParsedEvent(Part.NOTHING, mapper -> {});

  private final Part part;
  private final String applicationId;
  private final Redaction redaction;
  private final Consumer<SparkEventMapper> effect;
  private final int redacted;

  ParsedEvent(Consumer<SparkEventMapper> effect) {
    this(Part.WORK, effect);
  }

  ParsedEvent(Part part, Consumer<SparkEventMapper> effect) {
    this(part, null, null, effect, 0);
  }

  private ParsedEvent(
      Part part,
      String applicationId,
      Redaction redaction,
      Consumer<SparkEventMapper> effect,
      int redacted) {
    this.part = requireNonNull(part, "part is null");
    this.applicationId = applicationId;
    this.redaction = redaction;
    this.effect = requireNonNull(effect, "effect is null");
    this.redacted = redacted;
  }

  static ParsedEvent start(ApplicationReader.Start start) {
    return new ParsedEvent(
        Part.APPLICATION_START,
        start.applicationId,
        null,
        mapper -> mapper.applicationStart(start),
        0);
  }

  static ParsedEvent environment(EnvironmentUpdated payload, Redaction redaction) {
    return new ParsedEvent(
        Part.PREAMBLE,
        null,
        redaction.forApplication(payload.getSparkProperties()),
        mapper -> mapper.environmentUpdate(payload),
        0);
  }

  /** The same event, of which a number of secrets was removed. */
  ParsedEvent withRedacted(int count) {
    return new ParsedEvent(part, applicationId, redaction, effect, count);
  }

  /** How many secrets were removed when it was parsed. */
  int redacted() {
    return redacted;
  }

  /** Where in a log such an event stands. */
  public Part part() {
    return part;
  }

  /** The id that an application's start names; empty for other events. */
  public Optional<String> applicationId() {
    return Optional.ofNullable(applicationId);
  }

  /** The patterns that are in force behind it, where it brings new ones. */
  public Optional<Redaction> redaction() {
    return Optional.ofNullable(redaction);
  }

  void applyTo(SparkEventMapper mapper) {
    effect.accept(mapper);
  }
}
