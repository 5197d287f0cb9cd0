package io.attune.streams;

import static java.util.Objects.requireNonNull;

import io.attune.registry.ConnectionFailure;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.config.Options;
import java.util.Optional;

/** Whether this user has at Kafka what {@code serve} needs, asked anew each time. */
final class KafkaRights {
  private final AttuneConfig config;

  KafkaRights(AttuneConfig config) {
    this.config = requireNonNull(config, "config is null");
  }

  /**
   * Asks for them all.
   *
   * @throws ConfigurationException that names those that are missing
   */
  void require() {
    try (TopicAdmin admin = new TopicAdmin(config)) {
      admin.requireRights(ServeRights.of(config));
    }
  }

  /** Why Kafka refused what a thread failed with; empty when it failed with something else. */
  Optional<String> refusal(Throwable failure) {
    Optional<String> refused =
        ConnectionFailure.ofKafka(config.get(Options.BOOTSTRAP_SERVERS), "this", failure);
    if (refused.isPresent()) {
      try {
        require();
      } catch (ConfigurationException e) {
        return Optional.of(e.getMessage());
      }
    }
    return refused;
  }
}
