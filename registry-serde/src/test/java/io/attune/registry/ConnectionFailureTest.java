package io.attune.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateExpiredException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionFailureTest {
  private static SslAuthenticationException handshake(String message) {
    return new SslAuthenticationException(
        "SSL handshake failed", new SSLHandshakeException(message));
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            new SaslAuthenticationException(
                "Authentication failed during authentication due to invalid credentials with SASL"
                    + " mechanism SCRAM-SHA-512"),
            "does not accept this login (SCRAM-SHA-512): the user name or the password is wrong;"
                + " check sasl.jaas.config."),
        Arguments.of(
            new SaslAuthenticationException("{\"status\":\"invalid_token\"}"),
            "does not accept this login: the token is not valid; check sasl.jaas.config"),
        Arguments.of(
            new UnsupportedSaslMechanismException("'PLAIN' not enabled, enabled are [SCRAM]"),
            "does not offer what sasl.mechanism asks for ('PLAIN' not enabled"),
        Arguments.of(
            handshake("PKIX path building failed: unable to find valid certification path to x"),
            "signed by no authority that is trusted here; set ssl.truststore.location"),
        Arguments.of(
            handshake("No subject alternative names matching IP address 10.0.0.1 found"),
            "shows a certificate that is not for 10.0.0.1"),
        Arguments.of(
            handshake("No subject alternative DNS name matching kafka.example.org found."),
            "shows a certificate that is not for kafka.example.org"),
        Arguments.of(
            handshake("No name matching kafka found"),
            "shows a certificate that is not for kafka;"),
        Arguments.of(
            new SslAuthenticationException(
                "SSL handshake failed", new CertificateExpiredException("NotAfter: yesterday")),
            "shows a certificate that has expired (NotAfter: yesterday)"),
        Arguments.of(
            handshake("Received fatal alert: bad_certificate"),
            "does not accept this client's certificate (bad certificate); check ssl.keystore.*."),
        Arguments.of(
            new KafkaException(new SSLException("Unsupported or unrecognized SSL message")),
            "does not speak TLS there; check security.protocol and the port."),
        Arguments.of(
            new TopicAuthorizationException(Set.of("b", "a")),
            "does not allow this user WRITE on topics a, b; \"attune acls\""),
        Arguments.of(
            GroupAuthorizationException.forGroupId("attune"),
            "does not allow this user WRITE on group attune;"),
        Arguments.of(
            new TransactionalIdAuthorizationException("no"), "WRITE on the transactional id;"),
        Arguments.of(new ClusterAuthorizationException("no"), "WRITE on the cluster;"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void saysWhichAndWhere(Exception refusal, String sentence) {
    Exception wrapped = new ExecutionException(new KafkaException("outer", refusal));

    assertThat(ConnectionFailure.ofKafka("kafka:9092", "WRITE", wrapped).orElse(""))
        .startsWith("Kafka at kafka:9092 ")
        .contains(sentence)
        .endsWith(".")
        .doesNotContain("Exception", "\n");
  }

  @Test
  void anythingElseIsNotItsBusiness() {
    assertThat(ConnectionFailure.ofKafka("a", "READ", new TimeoutException("slow"))).isEmpty();
    assertThat(ConnectionFailure.ofKafka("a", "READ", null)).isEmpty();
    Exception circle = new IllegalStateException("a");
    Exception other = new IllegalStateException("b", circle);
    circle.initCause(other);
    assertThat(ConnectionFailure.ofKafka("a", "READ", circle)).isEmpty();
    assertThat(ConnectionFailure.unusable(circle)).isNotEmpty();
  }

  @Test
  void settingsOfTheRegistryAreNamedByTheirOwnNames() {
    assertThat(
            ConnectionFailure.ofRegistry(
                    "https://registry", handshake("unable to find valid certification path"))
                .orElse(""))
        .contains("The schema registry at https://registry", "schema.registry.ssl.truststore");
  }
}
