package io.attune.streams.errors;

import io.attune.registry.RegistryException;
import io.attune.registry.RegistryUnavailableException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.errors.MissingInternalTopicsException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.slf4j.helpers.MessageFormatter;

/** What a failure of a stream thread comes from, and what can be said of it. */
final class Failures {
  private static final int MOST_CAUSES = 20;
  private static final int LONGEST = 600;

  private Failures() {}

  static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(MOST_CAUSES);
  }

  static boolean hasError(Throwable failure) {
    return causes(failure).anyMatch(Error.class::isInstance);
  }

  /** Whether the broker or the registry did not answer, which passes by itself. */
  static boolean isOutage(Throwable failure) {
    return causes(failure)
        .anyMatch(
            cause ->
                cause instanceof RegistryUnavailableException
                    || cause instanceof TimeoutException
                    || cause instanceof DisconnectException);
  }

  /** What a person has to do before threads stop failing; empty where that is not known. */
  static Optional<String> needsPerson(Throwable failure) {
    return causes(failure).map(Failures::sentence).flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> sentence(Throwable cause) {
    if (cause instanceof TopicAuthorizationException e) {
      return right("on the topics " + e.unauthorizedTopics(), cause);
    } else if (cause instanceof GroupAuthorizationException e) {
      return right("on the consumer group " + e.groupId(), cause);
    } else if (cause instanceof TransactionalIdAuthorizationException) {
      return right("on the transactional id", cause);
    } else if (cause instanceof AuthorizationException) {
      return right("on the cluster", cause);
    } else if (cause instanceof MissingSourceTopicException
        || cause instanceof MissingInternalTopicsException) {
      return say(
          "A topic is missing ({}): create it again, or start Attune with topics.create=true.",
          cause);
    } else if (cause instanceof RegistryException e && e.isIncompatible()) {
      return say(
          "The schema registry holds a schema that Attune's is not compatible with ({}): another"
              + " program, or a newer Attune, registered it.",
          cause);
    } else if (cause instanceof RegistryException) {
      return say(
          "The schema registry refuses Attune ({}): see the settings schema.registry.*.", cause);
    } else if (cause instanceof RecordTooLargeException) {
      return say(
          "A topic refuses a record as too large ({}): set max.message.bytes of changelogs and"
              + " repartition topics to topics.max.record.bytes.",
          cause);
    }
    return Optional.empty();
  }

  private static Optional<String> right(String where, Throwable cause) {
    return say(
        "Attune's user lacks a right " + where + " ({}): grant it; see docs/operations.md.", cause);
  }

  private static Optional<String> say(String sentence, Throwable cause) {
    return Optional.of(
        MessageFormatter.format(sentence, cut(String.valueOf(cause.getMessage()))).getMessage());
  }

  /** The messages from the outside in, without repeating what one has from the next. */
  static String describe(Throwable failure) {
    StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
    causes(failure)
        .skip(1)
        .map(Throwable::getMessage)
        .filter(message -> message != null && text.indexOf(message) < 0)
        .forEach(message -> text.append(": ").append(message));
    return cut(text.toString());
  }

  private static String cut(String text) {
    return DeadLetterRecords.cut(text.strip().replaceAll("\\s*\\R\\s*", " "), LONGEST);
  }
}
