package io.attune.streams.rights;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Asks the brokers which of the rights that a program needs its user has. It names what is missing
 * for certain and stays silent where the brokers do not say, as for a group that does not exist
 * yet; then the failure itself is what tells.
 */
public final class RightsCheck {
  private static final String NO_TRANSACTION = "rights-check";

  private final Admin admin;
  private final Duration patience;

  /** Asks with this client, which stays open. */
  public RightsCheck(Admin admin, Duration patience) {
    this.admin = requireNonNull(admin, "admin is null");
    this.patience = requireNonNull(patience, "patience is null");
  }

  /**
   * One sentence that names the rights that are missing.
   *
   * @param servers {@code bootstrap.servers}
   * @param program name of the command
   * @return empty when none is missing, as far as can be known
   * @throws ExecutionException when Kafka cannot be asked
   */
  public Optional<String> sentence(String servers, String program, Collection<Right> needed)
      throws ExecutionException, TimeoutException, InterruptedException {
    List<Right> missing = missing(needed);
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "Kafka at "
            + servers
            + " does not allow this user "
            + missing.stream().map(Right::toString).collect(Collectors.joining(", "))
            + "; \"attune acls "
            + program
            + "\" prints how that is granted.");
  }

  /** Those of these rights that the user certainly does not have. */
  public List<Right> missing(Collection<Right> needed)
      throws ExecutionException, TimeoutException, InterruptedException {
    List<Right> missing = new ArrayList<>();
    Map<String, List<Right>> byTopic = new LinkedHashMap<>();
    for (Right right : needed) {
      if (right.type() == ResourceType.TOPIC) {
        byTopic.computeIfAbsent(right.name(), name -> new ArrayList<>()).add(right);
      } else if (isRefused(right)) {
        missing.add(right);
      }
    }
    missing.addAll(0, onTopics(byTopic));
    return missing;
  }

  private List<Right> onTopics(Map<String, List<Right>> byTopic)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<String, KafkaFuture<TopicDescription>> described =
        admin
            .describeTopics(
                byTopic.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    List<Right> missing = new ArrayList<>();
    List<Right> toCreate = new ArrayList<>();
    for (Map.Entry<String, List<Right>> topic : byTopic.entrySet()) {
      try {
        Set<AclOperation> allowed = await(described.get(topic.getKey())).authorizedOperations();
        if (allowed != null && !allowed.isEmpty()) {
          topic.getValue().stream()
              .filter(right -> right.operation() != AclOperation.CREATE)
              .filter(right -> !allowed.contains(right.operation()))
              .forEach(missing::add);
        }
      } catch (ExecutionException e) {
        topic.getValue().stream()
            .filter(right -> right.operation() == AclOperation.CREATE)
            .forEach(toCreate::add);
        if (e.getCause() instanceof AuthorizationException) {
          topic.getValue().stream()
              .filter(right -> right.operation() != AclOperation.CREATE)
              .forEach(missing::add);
        } else if (!isMissing(e)) {
          throw e;
        }
      }
    }
    missing.addAll(creation(toCreate));
    return missing;
  }

  /** Topics that are not there, or may not be: whether they could be created, without doing it. */
  private List<Right> creation(List<Right> rights)
      throws ExecutionException, TimeoutException, InterruptedException {
    if (rights.isEmpty()) {
      return List.of();
    }
    List<NewTopic> topics =
        rights.stream()
            .map(right -> new NewTopic(right.name(), Optional.empty(), Optional.empty()))
            .toList();
    Map<String, KafkaFuture<Void>> created =
        admin.createTopics(topics, new CreateTopicsOptions().validateOnly(true)).values();
    List<Right> missing = new ArrayList<>();
    for (Right right : rights) {
      try {
        await(created.get(right.name()));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof AuthorizationException) {
          missing.add(right);
        }
      }
    }
    return missing;
  }

  private boolean isRefused(Right right) throws TimeoutException, InterruptedException {
    try {
      if (right.type() == ResourceType.GROUP) {
        Set<AclOperation> allowed =
            await(
                    admin
                        .describeConsumerGroups(
                            List.of(right.name()),
                            new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                        .describedGroups()
                        .get(right.name()))
                .authorizedOperations();
        return allowed != null && !allowed.isEmpty() && !allowed.contains(right.operation());
      }
      if (right.type() == ResourceType.TRANSACTIONAL_ID) {
        String id = right.name() + NO_TRANSACTION;
        await(admin.describeTransactions(List.of(id)).description(id));
      }
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof AuthorizationException;
    }
  }

  private static boolean isMissing(ExecutionException e) {
    return e.getCause() instanceof UnknownTopicOrPartitionException;
  }

  private <T> T await(KafkaFuture<T> answer)
      throws ExecutionException, TimeoutException, InterruptedException {
    return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
  }
}
