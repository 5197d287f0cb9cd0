package io.attune.streams.errors;

import static java.util.Objects.requireNonNull;

import io.attune.streams.metrics.AttuneMetrics;
import java.util.Map;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * Counts and logs every dead letter. The handlers, which Kafka Streams creates by class name, get
 * it through the configuration under {@link #CONFIG}.
 */
public final class DeadLetters {
  /** Name in Kafka Streams' configuration under which this stands. */
  public static final String CONFIG = "attune.dead.letters";

  private final AttuneMetrics metrics;
  private final DistinctErrors errors;

  /** With where to count and where to log. */
  public DeadLetters(AttuneMetrics metrics, DistinctErrors errors) {
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.errors = requireNonNull(errors, "errors is null");
  }

  static DeadLetters from(Map<String, ?> configs) {
    if (!(configs.get(CONFIG) instanceof DeadLetters)) {
      throw new IllegalStateException(CONFIG + " is not in the configuration");
    }
    return (DeadLetters) configs.get(CONFIG);
  }

  void putAside(ErrorHandlerContext context, Exception failure) {
    metrics.deadLetter(String.valueOf(context.topic()), failure.getClass().getSimpleName());
    errors.note(
        context.topic() + "/" + failure.getClass().getName() + "/" + failure.getMessage(),
        "Put aside a record as a dead letter: topic "
            + context.topic()
            + ", partition "
            + context.partition()
            + ", offset "
            + context.offset()
            + ", at "
            + context.processorNodeId()
            + ": "
            + failure.getMessage());
  }

  void failedWithoutRecord(String where, Exception failure) {
    metrics.failure(where);
    errors.note(where + "/" + failure.getClass().getName(), "Failed at " + where + ": " + failure);
  }
}
