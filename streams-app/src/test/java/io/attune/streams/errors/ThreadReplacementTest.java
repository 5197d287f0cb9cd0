package io.attune.streams.errors;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.streams.metrics.AttuneMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {
  private final List<String> sentences = new ArrayList<>();
  private final AttuneMetrics metrics = AttuneMetrics.unregistered();
  private final ThreadReplacement replacement = replacement();

  private ThreadReplacement replacement() {
    Patience patience = new Patience(Duration.ZERO);
    patience.stop();
    return new ThreadReplacement(patience, metrics, () -> Instant.EPOCH, sentences::add);
  }

  @Test
  void aThreadThatFailedIsReplaced() {
    assertThat(replacement.handle(new StreamsException("a broker went away")))
        .isEqualTo(REPLACE_THREAD);
    assertThat(sentences).isEmpty();
    assertThat(metrics.registry().get("attune.thread.failures").counter().count()).isEqualTo(1);
  }

  @Test
  void anErrorShutsTheInstanceDown() {
    assertThat(replacement.handle(new StreamsException(new OutOfMemoryError("heap"))))
        .isEqualTo(SHUTDOWN_CLIENT);
    assertThat(sentences).isEmpty();
  }

  @Test
  void stateThatCannotBeReadShutsTheInstanceDownWithItsSentence() {
    RuntimeException unreadable =
        UnreadableStateException.inStore(
            "stages",
            new TaskId(0, 3),
            "app-1\u001b[31m/2/0",
            new IllegalArgumentException("no bytes"));
    assertThat(replacement.handle(new StreamsException("caught in process", unreadable)))
        .isEqualTo(SHUTDOWN_CLIENT);
    assertThat(sentences)
        .singleElement()
        .asString()
        .startsWith("The store stages of task 0_3 holds, under the key app-1?[31m/2/0, bytes ")
        .contains("no bytes");
  }
}
