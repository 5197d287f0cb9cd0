package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.embedded.BrokerOptions;
import io.attune.embedded.EmbeddedBroker;
import io.attune.schemas.AgentReport;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The agent at a broker with passwords and ACLs: it needs WRITE on three topics, and says so. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class AgentAccessIT {
  private static final Topics TOPICS = new Topics("attune.");
  private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";

  private static EmbeddedBroker broker;
  private static Admin admin;

  @BeforeAll
  static void start() throws Exception {
    broker =
        EmbeddedBroker.open(
            BrokerOptions.temporary()
                .withOverrides(
                    Map.of(
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users",
                        "User:ANONYMOUS"))
                .withListener(
                    new BrokerOptions.Listener(
                        "CLIENTS",
                        "SASL_PLAINTEXT",
                        Map.of(
                            "sasl.enabled.mechanisms",
                            "SCRAM-SHA-512",
                            "scram-sha-512.sasl.jaas.config",
                            SCRAM + " required;"))));
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    List<NewTopic> topics = new ArrayList<>();
    TOPICS.inputs().forEach(topic -> topics.add(new NewTopic(topic.name(), 1, (short) 1)));
    admin.createTopics(topics).all().get(30, TimeUnit.SECONDS);
    admin
        .alterUserScramCredentials(
            List.of(
                new UserScramCredentialUpsertion(
                    "agent",
                    new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096),
                    "right-secret")))
        .all()
        .get(30, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
  }

  private static KafkaOutput output(String password) {
    Map<String, String> settings = new HashMap<>();
    settings.put(AgentConfig.BOOTSTRAP, broker.bootstrapServers("CLIENTS"));
    settings.put(AgentConfig.REGISTRY_URL, "mock://agent-access");
    settings.put(AgentConfig.KAFKA + "security.protocol", "SASL_PLAINTEXT");
    settings.put(AgentConfig.KAFKA + "sasl.mechanism", "SCRAM-SHA-512");
    settings.put(AgentConfig.KAFKA + "max.block.ms", "20000");
    settings.put(
        AgentConfig.KAFKA + "sasl.jaas.config",
        SCRAM + " required username=\"agent\" password=\"" + password + "\";");
    return KafkaOutput.create(AgentConfig.of(settings), "agent");
  }

  private static LifecycleEvent event() {
    LifecycleEvent event = new LifecycleEvent();
    event.setApplicationId("app-1");
    event.setEventTime(Instant.EPOCH);
    event.setKind(LifecycleKind.AGENT_REPORT);
    event.setAgentReport(new AgentReport("p", "v", 0L, 0L, 0L, 0L, 0L, 0, 0, 0L, false, 0L));
    return event;
  }

  private static AclBinding write(Topics.Topic topic) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic.name(), PatternType.LITERAL),
        new AccessControlEntry("User:agent", "*", AclOperation.WRITE, AclPermissionType.ALLOW));
  }

  @Test
  void itNeedsToWriteToThreeTopicsAndNothingElse() throws Exception {
    for (Topics.Topic topic : TOPICS.inputs()) {
      KafkaOutput refused = output("right-secret");
      assertThatThrownBy(() -> refused.send(topic, "app-1", event(), error -> {}))
          .isInstanceOf(OutputUnavailableException.class)
          .hasMessageContaining(
              "does not allow this user WRITE on topic " + topic.name() + "; \"attune acls\"");
      refused.close(Duration.ZERO);
    }
    List<AclBinding> rights = new ArrayList<>();
    TOPICS.inputs().forEach(topic -> rights.add(write(topic)));
    admin.createAcls(rights).all().get(30, TimeUnit.SECONDS);
    KafkaOutput allowed = output("right-secret");
    try {
      for (Topics.Topic topic : TOPICS.inputs()) {
        BlockingQueue<String> fates = new ArrayBlockingQueue<>(1);
        allowed.send(
            topic, "app-1", event(), error -> fates.add(error == null ? "sent" : error.toString()));
        assertThat(fates.poll(30, TimeUnit.SECONDS)).as(topic.name()).isEqualTo("sent");
      }
    } finally {
      allowed.close(Duration.ofSeconds(5));
    }
  }

  @Test
  void aWrongPasswordIsASentenceAndEventsAreKept() {
    KafkaOutput refused = output("wrong-secret");

    assertThatThrownBy(() -> refused.send(TOPICS.lifecycle(), "app-1", event(), error -> {}))
        .isInstanceOf(OutputUnavailableException.class)
        .hasMessageContaining("does not accept this login (SCRAM-SHA-512)")
        .hasMessageNotContaining("secret");
    refused.close(Duration.ZERO);
  }
}
