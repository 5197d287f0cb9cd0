package io.attune.registry;

import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * Creates the TLS context from {@code schema.registry.ssl.*}. Names, store types (JKS, PKCS12, PEM)
 * and defaults are those of Kafka's {@code ssl.*}, because Kafka's code reads them.
 */
final class Tls {
  private static final String PREFIX = RegistryConfig.SSL_NAMESPACE + "ssl.";

  private Tls() {}

  /**
   * @return the context, or null if TLS is not configured and the JVM's default applies
   * @throws ConfigException if a store cannot be read
   */
  static SSLContext from(RegistryConfig config) {
    Map<String, Object> given = new HashMap<>();
    for (Map.Entry<String, Object> entry : config.originals().entrySet()) {
      if (entry.getKey().startsWith(PREFIX)) {
        given.put(
            entry.getKey().substring(RegistryConfig.SSL_NAMESPACE.length()), entry.getValue());
      }
    }
    Object identification = given.get(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
    if (identification != null && identification.toString().isEmpty()) {
      throw new ConfigException(
          RegistryConfig.SSL_NAMESPACE
              + SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG
              + " is empty, but host names are always checked here; put the registry's host name"
              + " into its certificate.");
    }
    if (given.isEmpty()) {
      return null;
    }
    DefaultSslEngineFactory factory = new DefaultSslEngineFactory();
    try {
      factory.configure(new ConfigDef().withClientSslSupport().parse(given));
      return factory.sslContext();
    } catch (KafkaException e) {
      ConfigException exception =
          new ConfigException(
              PREFIX + "* cannot be used: " + ErrorLine.of(e) + "; check locations and passwords.");
      exception.initCause(e);
      throw exception;
    }
  }
}
