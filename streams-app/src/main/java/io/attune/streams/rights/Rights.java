package io.attune.streams.rights;

import io.attune.schemas.Topics;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.streams.TopologyDescription;

/**
 * The fewest rights with which each program works. Those of {@code serve} come from its topology:
 * what it reads, what it writes, what it keeps.
 */
public final class Rights {
  private final AttuneConfig config;
  private final String applicationPrefix;
  private final Set<String> catalogue = new TreeSet<>();

  /** Operations by topic. */
  private final Map<String, Set<AclOperation>> topics = new TreeMap<>();

  private Rights(AttuneConfig config) {
    this.config = config;
    this.applicationPrefix = config.get(Options.APPLICATION_ID) + "-";
    config.topics().all().forEach(topic -> catalogue.add(topic.name()));
  }

  /** Of whoever produces events: the agent, {@code replay}, {@code generate}. */
  public static List<Right> ofProducers(Topics topics) {
    return topics.inputs().stream()
        .map(topic -> Right.onTopic(topic.name(), AclOperation.WRITE, "send events"))
        .toList();
  }

  /** Of {@code follow}, which produces events and keeps how far it has read each log. */
  public static List<Right> ofFollowers(Topics topics) {
    List<Right> rights = new ArrayList<>(ofProducers(topics));
    String name = topics.logPositions().name();
    rights.add(Right.onTopic(name, AclOperation.READ, "know how far logs were read"));
    rights.add(Right.onTopic(name, AclOperation.WRITE, "note how far logs were read"));
    rights.add(
        new Right(
            ResourceType.GROUP,
            name,
            PatternType.LITERAL,
            AclOperation.READ,
            "share the logs with others that follow"));
    return List.copyOf(rights);
  }

  /** Of whoever reads recommendations: {@code watch}. */
  public static List<Right> ofReaders(Topics topics) {
    String name = topics.recommendations().name();
    return List.of(Right.onTopic(name, AclOperation.READ, "read what is recommended"));
  }

  /** Of whoever decides about advice on the topics: {@code dismiss}. */
  public static List<Right> ofDeciders(Topics topics) {
    List<Right> rights = new ArrayList<>(ofReaders(topics));
    String name = topics.decisions().name();
    rights.add(Right.onTopic(name, AclOperation.WRITE, "write what is decided"));
    return List.copyOf(rights);
  }

  /**
   * Of {@code serve}.
   *
   * @param topology its topology, for the names of what it keeps
   */
  public static List<Right> ofServe(AttuneConfig config, TopologyDescription topology) {
    Rights rights = new Rights(config);
    for (TopologyDescription.Subtopology part : topology.subtopologies()) {
      part.nodes().forEach(rights::add);
    }
    return rights.all();
  }

  private void add(TopologyDescription.Node node) {
    if (node instanceof TopologyDescription.Source source) {
      source.topicSet().forEach(name -> add(name, AclOperation.READ));
    } else if (node instanceof TopologyDescription.Sink sink) {
      add(sink.topic(), AclOperation.WRITE);
    } else if (node instanceof TopologyDescription.Processor processor) {
      for (String store : processor.stores()) {
        String changelog = applicationPrefix + store + "-changelog";
        put(changelog, AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE);
      }
    }
  }

  /**
   * What is not in the catalogue is a repartition topic, which Kafka Streams creates and purges.
   */
  private void add(String topic, AclOperation operation) {
    if (catalogue.contains(topic)) {
      put(topic, operation);
    } else {
      String name = applicationPrefix + topic;
      put(name, operation, AclOperation.CREATE, AclOperation.DELETE);
    }
  }

  private void put(String topic, AclOperation... operations) {
    topics.computeIfAbsent(topic, name -> new TreeSet<>()).addAll(List.of(operations));
  }

  private List<Right> all() {
    Topics names = config.topics();
    put(names.deadLetters().name(), AclOperation.WRITE);
    if (config.get(Options.HTTP_ENABLED)) {
      put(names.recommendations().name(), AclOperation.READ);
      put(names.outcomes().name(), AclOperation.READ);
      put(names.forecasts().name(), AclOperation.READ);
      put(names.decisions().name(), AclOperation.WRITE);
    }
    // Those that others alone use are looked for as well.
    catalogue.stream()
        .filter(name -> !topics.containsKey(name))
        .forEach(name -> put(name, AclOperation.DESCRIBE));
    if (config.get(Options.TOPICS_CREATE)) {
      catalogue.forEach(name -> put(name, AclOperation.CREATE));
    }
    List<Right> rights = new ArrayList<>();
    topics.forEach(
        (name, operations) ->
            operations.forEach(o -> rights.add(Right.onTopic(name, o, purpose(name, o)))));
    String id = config.get(Options.APPLICATION_ID);
    rights.add(
        new Right(
            ResourceType.GROUP,
            id,
            PatternType.LITERAL,
            AclOperation.READ,
            "share the work and commit"));
    config
        .noticesGroup()
        .ifPresent(
            group ->
                rights.add(
                    new Right(
                        ResourceType.GROUP,
                        group,
                        PatternType.LITERAL,
                        AclOperation.READ,
                        "tell webhooks each thing once")));
    if (config.exactlyOnce()) {
      rights.add(
          new Right(
              ResourceType.TRANSACTIONAL_ID,
              applicationPrefix,
              PatternType.PREFIXED,
              AclOperation.WRITE,
              "write exactly once"));
    }
    return List.copyOf(rights);
  }

  private String purpose(String topic, AclOperation operation) {
    boolean changelog = !catalogue.contains(topic) && topic.endsWith("-changelog");
    return switch (operation) {
      case CREATE -> "create it when it is missing";
      case DESCRIBE -> "see that it is there";
      case DELETE -> "remove records that are worked off";
      case READ -> changelog ? "restore state" : "read it";
      default -> changelog ? "keep state" : "write it";
    };
  }
}
