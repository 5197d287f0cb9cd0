package io.attune.streams.errors;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;

/**
 * Ends this instance with a sentence when Kafka does not let it in or lacks a right for it: another
 * thread would be refused as well, for ever. Everything else is for the handler behind it.
 */
public final class RefusedAccess implements StreamsUncaughtExceptionHandler {
  private final Function<Throwable, Optional<String>> sentence;
  private final Consumer<String> whyStopped;
  private final StreamsUncaughtExceptionHandler otherwise;

  /**
   * @param sentence why Kafka refused; empty for any other failure
   * @param whyStopped takes that sentence
   * @param otherwise what happens with other failures
   */
  public RefusedAccess(
      Function<Throwable, Optional<String>> sentence,
      Consumer<String> whyStopped,
      StreamsUncaughtExceptionHandler otherwise) {
    this.sentence = requireNonNull(sentence, "sentence is null");
    this.whyStopped = requireNonNull(whyStopped, "whyStopped is null");
    this.otherwise = requireNonNull(otherwise, "otherwise is null");
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    Optional<String> refused = sentence.apply(failure);
    if (refused.isEmpty()) {
      return otherwise.handle(failure);
    }
    whyStopped.accept(refused.get());
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }
}
