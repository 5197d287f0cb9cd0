package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import io.attune.events.EmittedEvent;
import io.attune.events.EventParser;
import io.attune.events.MalformedEventException;
import io.attune.events.MapperOptions;
import io.attune.schemas.EventSink;
import java.time.Duration;

/**
 * An application whose events come one by one, as a platform emits them, instead of from a log. Not
 * thread-safe.
 */
public final class EmittedApplication {
  private final EventParser parser = new EventParser();
  private final ApplicationReading reading;

  EmittedApplication(EventSink sink, MapperOptions options) {
    this.reading =
        new ApplicationReading(
            requireNonNull(sink, "sink is null"), requireNonNull(options, "options is null"), true);
  }

  /**
   * Takes its next event.
   *
   * @throws MalformedEventException when it cannot be used; the following ones can
   */
  public void accept(EmittedEvent event) {
    reading.event(event.parse(parser, reading.redaction()));
  }

  /** Whether its end was among the events. */
  public boolean ended() {
    return reading.ended();
  }

  /** Whether its start was among the events. */
  public boolean started() {
    return reading.started();
  }

  /** Nothing is expected after its end. */
  public void end() {
    reading.finish(Rest.followed(), false);
  }

  /**
   * Nothing came of it for some time: it is taken as ended, or as killed if a job of it ran.
   *
   * @param time how long
   */
  public void giveUp(Duration time) {
    reading.finish(Rest.silent(time), true);
  }
}
