package io.attune.streams.errors;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.registry.RegistryException;
import io.attune.registry.RegistryUnavailableException;
import io.attune.streams.metrics.AttuneMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ThreadReplacementTest {
  private final List<String> sentences = new ArrayList<>();
  private final AttuneMetrics metrics = AttuneMetrics.unregistered();
  private final ThreadReplacement replacement = replacement();
  private Duration passed = Duration.ZERO;

  private ThreadReplacement replacement() {
    Patience patience = new Patience(Duration.ZERO);
    patience.stop();
    return new ThreadReplacement(
        patience,
        metrics,
        () -> Instant.EPOCH.plus(passed),
        new ThreadReplacement.Limit(4, Duration.ofMinutes(10)),
        sentences::add);
  }

  private void fails(int times, RuntimeException failure) {
    for (int i = 0; i < times; i++) {
      assertThat(replacement.handle(failure)).isEqualTo(REPLACE_THREAD);
    }
  }

  @Test
  void threadsThatGoOnFailingEndTheInstance() {
    StreamsException failure = new StreamsException("it breaks", new IllegalStateException("here"));
    fails(4, failure);
    assertThat(replacement.handle(failure)).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(sentences)
        .singleElement()
        .asString()
        .contains("failed 5 times within 10 minutes")
        .contains("it breaks: here");
  }

  @Test
  void failuresLongAgoDoNotCount() {
    fails(4, new StreamsException("it breaks"));
    passed = Duration.ofMinutes(11);
    fails(4, new StreamsException("it breaks"));
    assertThat(sentences).isEmpty();
  }

  @Test
  void outagesDoNotCount() {
    fails(50, new StreamsException("no registry", new RegistryUnavailableException("away", null)));
    fails(50, new StreamsException("no broker", new TimeoutException("away")));
    assertThat(sentences).isEmpty();
  }

  static Stream<Arguments> whatNeedsAPerson() {
    return Stream.of(
        Arguments.of(
            new TopicAuthorizationException(Set.of("attune.lifecycle")),
            "lacks a right on the topics [attune.lifecycle]"),
        Arguments.of(
            GroupAuthorizationException.forGroupId("attune"),
            "lacks a right on the consumer group attune"),
        Arguments.of(new ClusterAuthorizationException("no"), "lacks a right on the cluster"),
        Arguments.of(
            new MissingSourceTopicException("attune.lifecycle is gone"), "A topic is missing"),
        Arguments.of(new RegistryException(409, 409, "no default"), "not compatible"),
        Arguments.of(new RegistryException(401, 401, "who?"), "refuses Attune"),
        Arguments.of(new RecordTooLargeException("17 MB"), "too large"));
  }

  @ParameterizedTest
  @MethodSource("whatNeedsAPerson")
  void whatNeedsAPersonEndsWithASentenceThatSaysWhat(RuntimeException cause, String said) {
    StreamsException failure = new StreamsException("caught", cause);
    fails(2, failure);
    assertThat(replacement.handle(failure)).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(sentences).singleElement().asString().contains(said).endsWith(".");
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
    assertThat(sentences).singleElement().asString().contains("error of the JVM").contains("heap");
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
