package io.attune.streams.intake;

import static java.util.Objects.requireNonNull;

import org.apache.avro.specific.SpecificRecord;

/**
 * A record that came by itself, decoded: where no {@link BatchingInterceptor} stands at the
 * consumer, as in a test without a broker.
 *
 * @param event an event of one of the input topics
 */
public record OneEvent(SpecificRecord event) implements Intake {
  public OneEvent {
    requireNonNull(event, "event is null");
  }
}
