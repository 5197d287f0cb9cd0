package io.attune.cli;

import io.attune.registry.ConnectionFailure;
import io.attune.registry.RegistryConfig;
import io.attune.registry.RegistryException;
import io.attune.registry.RegistryUnavailableException;
import io.attune.registry.SchemaRegistryClient;
import io.attune.registry.SchemaRegistryClients;
import io.attune.streams.rights.Right;
import io.attune.streams.rights.RightsCheck;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** Checks that Kafka and the registry answer, before a command depends on them. */
final class Connections {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private Connections() {}

  /** Fails with one sentence when no broker answers in time. */
  static void requireBroker(Map<String, String> properties, Duration patience) {
    String servers = properties.get("bootstrap.servers");
    try (Admin admin = admin(properties, patience)) {
      admin.describeCluster().nodes().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped while connecting to Kafka at " + servers + ".", e);
    } catch (ExecutionException | TimeoutException e) {
      throw noBroker(servers, patience, e);
    } catch (KafkaException e) {
      throw new CommandFailure(
          "cannot connect to Kafka at "
              + servers
              + ": "
              + ConnectionFailure.unusable(e)
              + "; check --bootstrap-server and the client's settings.",
          e);
    }
  }

  /** Fails with one sentence that names the rights that this user lacks. */
  static void requireRights(
      Map<String, String> properties, String program, List<Right> needed, Duration patience) {
    String servers = properties.get("bootstrap.servers");
    try (Admin admin = admin(properties, patience)) {
      Optional<String> sentence =
          new RightsCheck(admin, patience).sentence(servers, program, needed);
      if (sentence.isPresent()) {
        throw new CommandFailure(sentence.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped while asking Kafka for this user's rights.", e);
    } catch (ExecutionException | TimeoutException e) {
      throw noBroker(servers, patience, e);
    }
  }

  /** Fails with one sentence when a topic does not exist. */
  static void requireTopic(Map<String, String> properties, String topic, Duration patience) {
    try (Admin admin = admin(properties, patience)) {
      Set<String> names =
          admin.listTopics().names().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!names.contains(topic)) {
        throw new CommandFailure(
            "Kafka at "
                + properties.get("bootstrap.servers")
                + " has no topic "
                + topic
                + "; start \"attune serve\" against it first, or check --topic-prefix.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped while asking Kafka for its topics.", e);
    } catch (ExecutionException | TimeoutException e) {
      throw noBroker(properties.get("bootstrap.servers"), patience, e);
    }
  }

  /** Fails with one sentence when the registry does not answer. */
  static void requireRegistry(Map<String, String> properties) {
    Map<String, String> impatient = new HashMap<>(properties);
    impatient.putIfAbsent(RegistryConfig.MAX_RETRIES, "1");
    try (SchemaRegistryClient client = SchemaRegistryClients.from(new RegistryConfig(impatient))) {
      client.compatibility();
    } catch (AuthenticationException | AuthorizationException e) {
      throw new CommandFailure(e.getMessage(), e);
    } catch (RegistryUnavailableException e) {
      if (e.getCause() instanceof SSLException) {
        throw new CommandFailure(e.getMessage(), e);
      }
      throw new CommandFailure(
          "no schema registry answers at "
              + properties.get(RegistryConfig.URL)
              + "; is it running, and is --schema-registry right?",
          e);
    } catch (RegistryException e) {
      throw new CommandFailure(
          "the schema registry at "
              + properties.get(RegistryConfig.URL)
              + " refused: "
              + e.getMessage(),
          e);
    }
  }

  private static Admin admin(Map<String, String> properties, Duration patience) {
    Map<String, Object> impatient = new HashMap<>(properties);
    impatient.put("request.timeout.ms", Math.toIntExact(patience.toMillis() / 2));
    impatient.put("default.api.timeout.ms", Math.toIntExact(patience.toMillis()));
    return Admin.create(impatient);
  }

  private static CommandFailure noBroker(String servers, Duration patience, Exception cause) {
    Optional<String> refused = ConnectionFailure.ofKafka(servers, "DESCRIBE", cause);
    if (refused.isPresent()) {
      return new CommandFailure(refused.get(), cause);
    }
    return new CommandFailure(
        "no Kafka broker answers at "
            + servers
            + " (tried for "
            + patience.toSeconds()
            + " s); is it running, are --bootstrap-server and security.protocol right?",
        cause);
  }
}
