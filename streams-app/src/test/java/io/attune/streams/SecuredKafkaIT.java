package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.embedded.BrokerOptions;
import io.attune.embedded.EmbeddedBroker;
import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.testing.Certificates;
import io.attune.streams.testing.SecuredBroker;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline at a broker that asks for passwords, tokens and certificates. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SecuredKafkaIT {
  private static final String PASSWORD = "right-secret";

  @TempDir private static Path directory;
  private static SecuredBroker secured;
  private static EmbeddedSchemaRegistry registry;
  private static Certificates.Issued client;

  @BeforeAll
  static void start() throws Exception {
    secured = new SecuredBroker(directory);
    registry = EmbeddedSchemaRegistry.start(0, directory.resolve("registry"));
    secured.user("serve", PASSWORD);
    secured.tokens.client("machine", "token-secret");
    client = secured.authority.issue("client", "machine", "", 2);
    AttuneConfig config = config("rights", secured.trusting(SecuredBroker.MUTUAL));
    for (String user : new String[] {"serve", "plain", "token", "machine", "CN=machine"}) {
      secured.grant(user, ServeRights.of(config));
    }
  }

  @AfterAll
  static void stop() {
    registry.close();
    secured.close();
  }

  private static AttuneConfig config(String state, Map<String, String> client) {
    Map<String, String> settings = new HashMap<>();
    settings.put("schema.registry.url", registry.url());
    settings.put("state.dir", directory.resolve(state).toString());
    settings.put("topics.partitions", "1");
    settings.put("topics.replication.factor", "1");
    settings.put("standby.replicas", "0");
    settings.put("threads", "1");
    settings.put("kafka.session.timeout.ms", "6000");
    settings.put("kafka.heartbeat.interval.ms", "2000");
    settings.put("kafka.leave.group.on.close", "true");
    client.forEach(
        (name, value) ->
            settings.put(name.equals("bootstrap.servers") ? name : "kafka." + name, value));
    return AttuneConfig.of(settings);
  }

  @Test
  void runsWithEachKindOfLogin() {
    Map<String, Map<String, String>> clients = new LinkedHashMap<>();
    clients.put("scram-tls", secured.scram(SecuredBroker.SASL_SSL, "serve", PASSWORD));
    clients.put("scram", secured.scram(SecuredBroker.SASL_PLAINTEXT, "serve", PASSWORD));
    clients.put("plain", secured.plain(SecuredBroker.SASL_SSL, "plain-secret"));
    clients.put("token", secured.token(SecuredBroker.SASL_SSL, "token"));
    clients.put("token-server", secured.tokenOf("machine", "token-secret"));
    clients.put("certificate", secured.certificate(client));

    clients.forEach(
        (name, properties) -> {
          try (AttuneStreams streams = new AttuneStreams(config(name, properties))) {
            streams.start();
            assertThat(streams.isRunning()).as(name).isTrue();
          }
        });
  }

  private void assertRefused(Map<String, String> properties, String... parts) {
    try (AttuneStreams streams = new AttuneStreams(config("refused", properties))) {
      assertThatThrownBy(streams::start)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(properties.get("bootstrap.servers"))
          .hasMessageContainingAll(parts)
          .hasMessageNotContainingAny("secret", "Exception", "\n");
    }
  }

  @Test
  void aWrongPasswordIsNamed() {
    assertRefused(
        secured.scram(SecuredBroker.SASL_SSL, "serve", "wrong-secret"),
        "does not accept this login (SCRAM-SHA-512): the user name or the password is wrong",
        "sasl.jaas.config");
    assertRefused(
        secured.scram(SecuredBroker.SASL_PLAINTEXT, "nobody", PASSWORD),
        "the user name or the password");
    assertRefused(
        secured.plain(SecuredBroker.SASL_SSL, "wrong-secret"),
        "does not accept this login: the user name or the password is wrong");
  }

  @Test
  void aTokenThatCannotBeHadIsNamed() {
    assertRefused(
        secured.tokenOf("machine", "wrong"),
        "none could be had from sasl.oauthbearer.token.endpoint.url",
        "401",
        "invalid_client");
  }

  @Test
  void aTokenThatNobodyHasSignedIsNamed() {
    Map<String, String> unsigned = secured.token(SecuredBroker.TOKENS, "machine");
    unsigned.put("security.protocol", "SASL_SSL");

    assertRefused(unsigned, "does not accept this login: the token is not valid");
  }

  @Test
  void aMechanismThatIsNotOfferedIsNamed() {
    Map<String, String> client = secured.scram(SecuredBroker.SASL_SSL, "serve", PASSWORD);
    client.put("sasl.mechanism", "SCRAM-SHA-256");

    assertRefused(client, "sasl.mechanism", "SCRAM-SHA-256");
  }

  @Test
  void anUnknownAuthorityIsNamed() {
    Map<String, String> client = secured.scram(SecuredBroker.SASL_SSL, "serve", PASSWORD);
    client.put(
        "ssl.truststore.location",
        Certificates.authority(directory.resolve("other"), "Another").file().toString());

    assertRefused(client, "signed by no authority that is trusted here", "ssl.truststore.location");
  }

  @Test
  void aCertificateForAnotherNameIsNamed() {
    Certificates.Issued other =
        secured.authority.issue("other", "broker", "dns:kafka.example.org", 2);
    try (EmbeddedBroker broker =
        EmbeddedBroker.open(
            BrokerOptions.temporary()
                .withListener(
                    new BrokerOptions.Listener(
                        "OTHER",
                        "SSL",
                        Map.of(
                            "ssl.keystore.type",
                            "PKCS12",
                            "ssl.keystore.location",
                            other.keystore().toString(),
                            "ssl.keystore.password",
                            Certificates.PASSWORD,
                            "ssl.key.password",
                            Certificates.PASSWORD))))) {
      Map<String, String> client = secured.trusting(SecuredBroker.MUTUAL);
      client.put("bootstrap.servers", broker.bootstrapServers("OTHER"));
      assertRefused(client, "a certificate that is not for 127.0.0.1");
    }
  }

  @Test
  void anExpiredCertificateIsNamed() {
    assertRefused(
        secured.trusting(SecuredBroker.EXPIRED), "a certificate that has expired (NotAfter: ");
  }

  @Test
  void aMissingClientCertificateIsNamed() {
    assertRefused(
        secured.trusting(SecuredBroker.MUTUAL),
        "does not accept this client's certificate",
        "ssl.keystore");
    Certificates.Issued foreign =
        Certificates.authority(directory.resolve("foreign"), "Foreign")
            .issue("client", "machine", "", 2);
    assertRefused(
        secured.certificate(foreign), "does not accept this client's certificate", "ssl.keystore");
  }
}
