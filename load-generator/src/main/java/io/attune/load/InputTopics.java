package io.attune.load;

import io.attune.eventlog.EventLogs;
import io.attune.registry.ConnectionFailure;
import io.attune.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Checks, before anything is sent, that the broker answers and that the input topics exist with the
 * same number of partitions. A producer alone would block for minutes, or have a topic auto-created
 * with the wrong number.
 */
public final class InputTopics {

  private InputTopics() {}

  /**
   * Checks them.
   *
   * @param properties of a Kafka client
   * @param deadline maximum wait for the broker
   * @throws ReplayException if the broker does not answer, or a topic is missing
   */
  public static void require(Map<String, ?> properties, Topics topics, Duration deadline) {
    Object servers = properties.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
    Map<String, Object> configuration = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (AdminClientConfig.configNames().contains(key)) {
            configuration.put(key, value);
          }
        });
    int millis = (int) Math.min(Integer.MAX_VALUE, deadline.toMillis());
    configuration.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    configuration.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    List<String> names = topics.inputs().stream().map(Topics.Topic::name).toList();
    Map<String, Integer> partitions = new TreeMap<>();
    Admin admin = open(configuration, servers);
    try {
      Map<String, KafkaFuture<TopicDescription>> topicsByName =
          admin.describeTopics(names).topicNameValues();
      long end = System.nanoTime() + deadline.toNanos();
      for (String name : names) {
        long left = Math.max(1, end - System.nanoTime());
        partitions.put(
            name, topicsByName.get(name).get(left, TimeUnit.NANOSECONDS).partitions().size());
      }
    } catch (TimeoutException e) {
      throw unreachable(servers, deadline, e);
    } catch (ExecutionException e) {
      throw refused(servers, deadline, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReplayException("The replay was interrupted.", e);
    } finally {
      admin.close(Duration.ZERO);
    }
    if (partitions.values().stream().distinct().count() > 1) {
      throw new ReplayException(
          "The input topics have different numbers of partitions "
              + partitions
              + ": they need the same, so that one stream task sees all of an application; create"
              + " them again, or let attune serve create them.");
    }
  }

  private static Admin open(Map<String, Object> configuration, Object servers) {
    try {
      return Admin.create(configuration);
    } catch (KafkaException e) {
      throw new ReplayException(
          "Kafka at "
              + servers
              + " cannot be used ("
              + ConnectionFailure.unusable(e)
              + "): check the"
              + " connection properties.",
          e);
    }
  }

  private static ReplayException refused(Object servers, Duration deadline, Throwable cause) {
    Optional<String> sentence = ConnectionFailure.ofKafka(String.valueOf(servers), "WRITE", cause);
    if (sentence.isPresent()) {
      return new ReplayException(sentence.get(), cause);
    }
    if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
      return unreachable(servers, deadline, cause);
    }
    if (cause instanceof UnknownTopicOrPartitionException) {
      return new ReplayException(
          "Kafka at "
              + servers
              + " lacks one of Attune's input topics ("
              + cause.getMessage()
              + "): start attune serve once, which creates them, or check the topic prefix.",
          cause);
    }
    return new ReplayException(
        "Kafka at "
            + servers
            + " refused to describe the input topics ("
            + EventLogs.reason(cause)
            + "): check the connection properties and the user's rights.",
        cause);
  }

  private static ReplayException unreachable(Object servers, Duration deadline, Throwable cause) {
    return new ReplayException(
        "Kafka at "
            + servers
            + " did not answer within "
            + deadline.toSeconds()
            + " s: check that a broker listens there, or give another address with"
            + " bootstrap.servers.",
        cause);
  }
}
