package io.attune.streams.testing;

import io.attune.embedded.BrokerOptions;
import io.attune.embedded.BrokerOptions.Listener;
import io.attune.embedded.EmbeddedBroker;
import io.attune.streams.rights.Right;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * A real broker that lets nobody in without a password, a token or a certificate, and allows nobody
 * what was not granted. Its listener without security is for the broker itself and for this class.
 */
public final class SecuredBroker implements AutoCloseable {
  public static final String SASL_SSL = "SASL_SSL";
  public static final String SASL_PLAINTEXT = "SASL_PLAINTEXT";
  public static final String MUTUAL = "MUTUAL";
  public static final String EXPIRED = "EXPIRED";

  /** Takes tokens that {@link #tokens} has signed. */
  public static final String TOKENS = "TOKENS";

  private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
  private static final String SECURITY = "org.apache.kafka.common.security.";

  public final Certificates authority;
  public final EmbeddedBroker broker;
  public final TokenServer tokens = new TokenServer("attune-clients");
  private final Admin admin;

  /** With a password {@code plain-secret} of the PLAIN user {@code plain}. */
  public SecuredBroker(Path directory) {
    authority = Certificates.authority(directory.resolve("authority"), "Broker authority");
    Certificates.Issued server =
        authority.issue("broker", "broker", "dns:localhost,ip:127.0.0.1", 2);
    Certificates.Issued expired =
        authority.issue(
            "expired",
            "broker",
            "dns:localhost,ip:127.0.0.1",
            Instant.now().minusSeconds(7_200),
            Instant.now().minusSeconds(3_600));
    Map<String, String> mutual = new HashMap<>(tls(server));
    mutual.put("ssl.client.auth", "required");
    // The broker as well calls only whom the JVM allows; what follows starts without the
    // permission.
    System.setProperty(ALLOWED_URLS, tokens.keysUrl());
    broker =
        EmbeddedBroker.open(
            BrokerOptions.temporary()
                .withOverrides(
                    Map.of(
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users",
                        "User:ANONYMOUS"))
                .withListener(new Listener(SASL_SSL, "SASL_SSL", with(tls(server), sasl())))
                .withListener(new Listener(SASL_PLAINTEXT, "SASL_PLAINTEXT", sasl()))
                .withListener(new Listener(MUTUAL, "SSL", mutual))
                .withListener(new Listener(EXPIRED, "SSL", tls(expired)))
                .withListener(new Listener(TOKENS, "SASL_SSL", with(tls(server), signed()))));
    System.clearProperty(ALLOWED_URLS);
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private Map<String, String> tls(Certificates.Issued own) {
    return Map.of(
        "ssl.keystore.type",
        "PKCS12",
        "ssl.keystore.location",
        own.keystore().toString(),
        "ssl.keystore.password",
        Certificates.PASSWORD,
        "ssl.key.password",
        Certificates.PASSWORD,
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        authority.file().toString());
  }

  private static Map<String, String> sasl() {
    return Map.of(
        "sasl.enabled.mechanisms",
        "SCRAM-SHA-512,PLAIN,OAUTHBEARER",
        "scram-sha-512.sasl.jaas.config",
        SECURITY + "scram.ScramLoginModule required;",
        "plain.sasl.jaas.config",
        SECURITY + "plain.PlainLoginModule required user_plain=\"plain-secret\";",
        "oauthbearer.sasl.jaas.config",
        SECURITY
            + "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"b\";");
  }

  private Map<String, String> signed() {
    return Map.of(
        "sasl.enabled.mechanisms",
        "OAUTHBEARER",
        "oauthbearer.sasl.jaas.config",
        SECURITY
            + "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"b\";",
        "oauthbearer.sasl.server.callback.handler.class",
        SECURITY + "oauthbearer.OAuthBearerValidatorCallbackHandler",
        "sasl.oauthbearer.jwks.endpoint.url",
        tokens.keysUrl(),
        "sasl.oauthbearer.expected.audience",
        tokens.audience());
  }

  private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(some);
    all.putAll(more);
    return all;
  }

  /** Creates a user with a password, or changes its password. */
  public void user(String name, String password) {
    await(
        admin
            .alterUserScramCredentials(
                List.of(
                    new UserScramCredentialUpsertion(
                        name,
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096),
                        password)))
            .all());
  }

  public void grant(String user, Collection<Right> rights) {
    await(admin.createAcls(rights.stream().map(right -> acl(user, right)).toList()).all());
  }

  public void revoke(String user, Right right) {
    await(admin.deleteAcls(List.of(acl(user, right).toFilter())).all());
  }

  /** May do everything here that needs no right. */
  public Admin admin() {
    return admin;
  }

  private static AclBinding acl(String user, Right right) {
    return new AclBinding(
        new ResourcePattern(right.type(), right.name(), right.pattern()),
        new AccessControlEntry("User:" + user, "*", right.operation(), AclPermissionType.ALLOW));
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public Map<String, String> scram(String listener, String user, String password) {
    return client(
        listener,
        "SCRAM-SHA-512",
        SECURITY
            + "scram.ScramLoginModule required username=\""
            + user
            + "\" password=\""
            + password
            + "\";");
  }

  public Map<String, String> plain(String listener, String password) {
    return client(
        listener,
        "PLAIN",
        SECURITY
            + "plain.PlainLoginModule required username=\"plain\" password=\""
            + password
            + "\";");
  }

  /** With an unsecured token, which brokers take only when they are told nothing else. */
  public Map<String, String> token(String listener, String subject) {
    return client(
        listener,
        "OAUTHBEARER",
        SECURITY
            + "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\""
            + subject
            + "\";");
  }

  /** As docs/security.md says it: the address of the token server, and what to say there. */
  public Map<String, String> tokenOf(String id, String secret) {
    Map<String, String> client =
        client(
            TOKENS,
            "OAUTHBEARER",
            SECURITY
                + "oauthbearer.OAuthBearerLoginModule required clientId=\""
                + id
                + "\" clientSecret=\""
                + secret
                + "\";");
    client.put("security.protocol", "SASL_SSL");
    client.put("sasl.oauthbearer.token.endpoint.url", tokens.tokenUrl());
    return client;
  }

  private Map<String, String> client(String listener, String mechanism, String jaas) {
    Map<String, String> client = trusting(listener);
    client.put("security.protocol", listener);
    client.put("sasl.mechanism", mechanism);
    client.put("sasl.jaas.config", jaas);
    return client;
  }

  /** With a certificate of its own. */
  public Map<String, String> certificate(Certificates.Issued own) {
    Map<String, String> client = trusting(MUTUAL);
    client.put("security.protocol", "SSL");
    client.put("ssl.keystore.type", "PKCS12");
    client.put("ssl.keystore.location", own.keystore().toString());
    client.put("ssl.keystore.password", Certificates.PASSWORD);
    client.put("ssl.key.password", Certificates.PASSWORD);
    return client;
  }

  /** With nothing but trust in the authority. */
  public Map<String, String> trusting(String listener) {
    Map<String, String> client = new HashMap<>();
    client.put("bootstrap.servers", broker.bootstrapServers(listener));
    client.put("security.protocol", "SSL");
    client.put("ssl.truststore.type", "PEM");
    client.put("ssl.truststore.location", authority.file().toString());
    return client;
  }

  @Override
  public void close() {
    admin.close();
    broker.close();
    tokens.close();
  }
}
