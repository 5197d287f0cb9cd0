package io.attune.spark;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Topics;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * Creates an output when it is first used, on the thread that uses it: loading Kafka's classes and
 * checking its settings takes a good part of a second, too long for Spark's listener thread.
 */
final class LazyOutput implements Output {
  private final Supplier<Optional<String>> obstacle;
  private final Supplier<Output> maker;
  private Output output;

  /**
   * Wraps an output without creating it.
   *
   * @param obstacle why nothing can be sent now, determined without loading the output's classes
   * @param maker creates the output
   */
  LazyOutput(Supplier<Optional<String>> obstacle, Supplier<Output> maker) {
    this.obstacle = requireNonNull(obstacle, "obstacle is null");
    this.maker = requireNonNull(maker, "maker is null");
  }

  @Override
  public void open() {
    Optional<String> found = obstacle.get();
    if (found.isPresent()) {
      throw new OutputUnavailableException(found.get(), null);
    }
  }

  @Override
  public void send(
      Topics.Topic topic, String key, SpecificRecord record, Consumer<Exception> completion) {
    if (output == null) {
      try {
        output = maker.get();
      } catch (RuntimeException | LinkageError e) {
        throw new UnusableOutputException(
            "The settings " + AgentConfig.KAFKA + "* or " + AgentConfig.REGISTRY + "* cannot work",
            e);
      }
    }
    output.send(topic, key, record, completion);
  }

  @Override
  public void close(Duration longest) {
    if (output != null) {
      output.close(longest);
    }
  }
}
