package io.attune.registry;

import java.util.List;
import org.apache.kafka.common.config.ConfigException;

/** Creates registry clients. */
public final class SchemaRegistryClients {
  private SchemaRegistryClients() {}

  /**
   * Returns a client for {@code schema.registry.url}: HTTP, or in memory for {@code mock://scope}.
   *
   * @throws ConfigException if the configuration is invalid
   */
  public static SchemaRegistryClient from(RegistryConfig config) {
    List<String> urls = config.urls();
    boolean mock = urls.stream().anyMatch(url -> url.startsWith(RegistryConfig.MOCK_SCHEME));
    if (!mock) {
      return new HttpSchemaRegistryClient(config);
    }
    if (urls.size() > 1) {
      throw new ConfigException(
          RegistryConfig.URL
              + " mixes mock:// with other URLs ("
              + urls.size()
              + " in all); a mock registry stands alone.");
    }
    return InMemorySchemaRegistry.scope(urls.get(0).substring(RegistryConfig.MOCK_SCHEME.length()));
  }
}
