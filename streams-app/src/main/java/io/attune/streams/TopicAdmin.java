package io.attune.streams;

import static java.util.Objects.requireNonNull;

import io.attune.registry.ConnectionFailure;
import io.attune.schemas.Topics;
import io.attune.schemas.Topics.Topic;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.config.Options;
import io.attune.streams.rights.Right;
import io.attune.streams.rights.RightsCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that every topic exists before anything reads or writes it. Topics that exist are left
 * as they are, except for one check, which the topology relies on: the three input topics must have
 * the same number of partitions.
 */
public final class TopicAdmin implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * Pause between two checks for a topic that was just created: every broker knows it within
   * moments.
   */
  private static final Duration NOT_KNOWN_YET = Duration.ofMillis(50);

  private final AttuneConfig config;
  private final Admin admin;
  private final Duration patience;

  /**
   * With a client of its own.
   *
   * @throws ConfigurationException when Kafka's client cannot work with its settings, or cannot log
   *     in
   */
  public TopicAdmin(AttuneConfig config) {
    this(config, client(config), PATIENCE);
  }

  TopicAdmin(AttuneConfig config, Admin admin, Duration patience) {
    this.config = requireNonNull(config, "config is null");
    this.admin = requireNonNull(admin, "admin is null");
    this.patience = requireNonNull(patience, "patience is null");
  }

  private static Admin client(AttuneConfig config) {
    try {
      return Admin.create(clientProperties(config));
    } catch (KafkaException e) {
      String servers = config.get(Options.BOOTSTRAP_SERVERS);
      throw new ConfigurationException(
          ConnectionFailure.ofKafka(servers, "DESCRIBE", e)
              .orElseGet(
                  () ->
                      "Kafka at "
                          + servers
                          + " cannot be connected to: "
                          + ConnectionFailure.unusable(e)
                          + "; check the settings that begin with kafka."),
          e);
    }
  }

  /** What an admin client of this configuration is made with. */
  static Properties clientProperties(AttuneConfig config) {
    Properties properties = new Properties();
    config
        .kafka()
        .forEach(
            (name, value) -> {
              if (AdminClientConfig.configNames().contains(name)) {
                properties.put(name, value);
              }
            });
    config
        .kafka()
        .forEach(
            (name, value) -> {
              if (name.startsWith("admin.")) {
                properties.put(name.substring("admin.".length()), value);
              }
            });
    properties.put(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.get(Options.BOOTSTRAP_SERVERS));
    return properties;
  }

  /**
   * Creates the missing topics, where that is wanted, and checks them all.
   *
   * @return the number of partitions of the input topics
   * @throws ConfigurationException when the brokers cannot be reached, a topic is missing and may
   *     not be created, or the input topics differ in partitions
   */
  public int ensureTopics() {
    Topics topics = config.topics();
    Set<String> existing = await(admin.listTopics().names(), "list the topics");
    List<Topic> missing =
        topics.all().stream().filter(topic -> !existing.contains(topic.name())).toList();
    if (!missing.isEmpty()) {
      if (!config.get(Options.TOPICS_CREATE)) {
        throw new ConfigurationException(
            "The topics "
                + missing
                + " do not exist and "
                + Options.TOPICS_CREATE
                + " is false; create them, or set it to true.");
      }
      create(missing);
    }
    return checkPartitions(topics.inputs());
  }

  /**
   * Makes sure that this user has the rights that it needs, as far as the brokers say.
   *
   * @throws ConfigurationException that names those that are missing
   */
  public void requireRights(List<Right> needed) {
    Optional<String> refusal;
    try {
      refusal =
          new RightsCheck(admin, patience)
              .sentence(config.get(Options.BOOTSTRAP_SERVERS), "serve", needed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConfigurationException("Interrupted while asking for the rights.", e);
    } catch (TimeoutException e) {
      throw unreachable("ask for the rights", "no answer within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw refused("ask for the rights", "DESCRIBE", e.getCause());
    }
    refusal.ifPresent(
        sentence -> {
          throw new ConfigurationException(sentence);
        });
  }

  /**
   * Bytes of the largest batch that a topic takes.
   *
   * @return empty when the broker does not say, as without the right to describe its configuration
   */
  public OptionalLong maxMessageBytes(Topic topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    try {
      ConfigEntry entry =
          await(admin.describeConfigs(List.of(resource)).all(), "describe the topic " + topic)
              .get(resource)
              .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      return entry == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(entry.value()));
    } catch (ConfigurationException | NumberFormatException e) {
      LOG.debug("The limit of the topic {} is not known", topic, e);
      return OptionalLong.empty();
    }
  }

  private void create(List<Topic> missing) {
    List<NewTopic> wanted = new ArrayList<>();
    for (Topic topic : missing) {
      int replication = config.get(Options.TOPIC_REPLICATION);
      wanted.add(
          new NewTopic(
                  topic.name(),
                  Optional.of(config.get(Options.TOPIC_PARTITIONS)),
                  replication < 1 ? Optional.empty() : Optional.of((short) replication))
              .configs(topicConfig(topic)));
    }
    CreateTopicsResult result = admin.createTopics(wanted);
    result
        .values()
        .forEach(
            (name, created) -> {
              if (awaitCreation(name, created)) {
                LOG.info("Created topic {}", name);
              }
            });
    awaitLeaders(missing.stream().map(Topic::name).toList());
  }

  /**
   * Asks for the end offsets because only a partition's leader answers that. While a new partition
   * has no leader, a broker can accept a producer's batches out of order; it then rejects the first
   * one for good, and the producer gives up after two minutes.
   */
  private void awaitLeaders(List<String> names) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        await(admin.listOffsets(latest(names)).all(), "look into the topics that it created");
        return;
      } catch (ConfigurationException e) {
        boolean isNew = e.getCause() instanceof UnknownTopicOrPartitionException;
        if (!isNew || System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(NOT_KNOWN_YET.toNanos());
      }
    }
  }

  private Map<TopicPartition, OffsetSpec> latest(List<String> names) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    await(admin.describeTopics(names).allTopicNames(), "describe the topics that it created")
        .forEach(
            (name, topic) ->
                topic
                    .partitions()
                    .forEach(
                        partition ->
                            latest.put(
                                new TopicPartition(name, partition.partition()),
                                OffsetSpec.latest())));
    return latest;
  }

  private boolean awaitCreation(String name, KafkaFuture<Void> created) {
    try {
      await(created, "create the topic " + name);
      return true;
    } catch (ConfigurationException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw e;
    }
  }

  private Map<String, String> topicConfig(Topic topic) {
    Map<String, String> settings = new HashMap<>();
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, topic.cleanup().policy());
    retention(topic)
        .ifPresent(
            age -> settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(age.toMillis())));
    return settings;
  }

  private Optional<Duration> retention(Topic topic) {
    Topics topics = config.topics();
    if (topic.cleanup() == Topics.Cleanup.COMPACT) {
      return Optional.empty();
    }
    if (topic.role() == Topics.Use.INPUT) {
      return Optional.of(config.get(Options.INPUT_RETENTION));
    }
    if (topic.name().equals(topics.stageStatistics().name())) {
      return Optional.of(config.get(Options.STATISTICS_RETENTION));
    }
    if (topic.name().equals(topics.outcomes().name())) {
      return Optional.of(config.get(Options.OUTCOMES_RETENTION));
    }
    if (topic.name().equals(topics.deadLetters().name())) {
      return Optional.of(config.get(Options.DEAD_LETTERS_RETENTION));
    }
    return Optional.empty();
  }

  private int checkPartitions(List<Topic> inputs) {
    Map<String, Integer> partitions = new TreeMap<>();
    List<String> names = inputs.stream().map(Topic::name).toList();
    Map<String, TopicDescription> described =
        await(admin.describeTopics(names).allTopicNames(), "describe the input topics");
    described.forEach((name, topic) -> partitions.put(name, topic.partitions().size()));
    if (Set.copyOf(partitions.values()).size() != 1) {
      throw new ConfigurationException(
          "The input topics have to have the same number of partitions, so that one task sees all"
              + " of an application, but have "
              + partitions
              + "; add partitions to the smaller ones while no application is running.");
    }
    return partitions.values().iterator().next();
  }

  private <T> T await(KafkaFuture<T> future, String what) {
    try {
      return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConfigurationException("Interrupted while waiting to " + what + ".", e);
    } catch (TimeoutException e) {
      throw unreachable(what, "no answer within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw refused(what, what.startsWith("create") ? "CREATE" : "DESCRIBE", e.getCause());
    }
  }

  private ConfigurationException refused(String what, String operation, Throwable cause) {
    String servers = config.get(Options.BOOTSTRAP_SERVERS);
    Optional<String> sentence = ConnectionFailure.ofKafka(servers, operation, cause);
    if (sentence.isPresent()) {
      return new ConfigurationException(sentence.get(), cause);
    }
    if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
      return unreachable(what, cause.getMessage(), cause);
    }
    return new ConfigurationException(
        "Kafka at " + servers + " refused to " + what + ": " + cause.getMessage(), cause);
  }

  private ConfigurationException unreachable(String what, String detail, Throwable cause) {
    return new ConfigurationException(
        "Kafka at "
            + config.get(Options.BOOTSTRAP_SERVERS)
            + " cannot be reached to "
            + what
            + " ("
            + detail
            + "); check that it runs, and that "
            + Options.BOOTSTRAP_SERVERS
            + " and security.protocol are right.",
        cause);
  }

  /** Fails what is waited for, from another thread. */
  void cancel() {
    admin.close(Duration.ZERO);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
