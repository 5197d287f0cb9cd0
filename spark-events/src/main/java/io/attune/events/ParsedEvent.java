package io.attune.events;

import java.util.function.Consumer;

/**
 * One event as {@link EventParser} read it, not yet brought in line with those before it: without
 * number, application id and, where Spark gives none, time. To be given to one {@link
 * SparkEventMapper}, once.
 */
public final class ParsedEvent {

  /** An event of a kind that nothing needs. */
  static final ParsedEvent UNUSED = new ParsedEvent(mapper -> {});

  private final Consumer<SparkEventMapper> effect;

  ParsedEvent(Consumer<SparkEventMapper> effect) {
    this.effect = effect;
  }

  void applyTo(SparkEventMapper mapper) {
    effect.accept(mapper);
  }
}
