package io.attune.streams.health;

import static java.util.Objects.requireNonNull;

import io.attune.registry.RegistryConfig;
import io.attune.registry.RegistryException;
import io.attune.registry.RegistryUnavailableException;
import io.attune.registry.SchemaRegistryClient;
import io.attune.registry.SchemaRegistryClients;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Asks the schema registry something small, without patience. */
public final class RegistryProbe implements AutoCloseable {
  private final SchemaRegistryClient client;

  /**
   * @param properties of the serdes
   */
  public RegistryProbe(Map<String, ?> properties) {
    Map<String, Object> impatient = new HashMap<>(requireNonNull(properties, "properties is null"));
    impatient.put(RegistryConfig.MAX_RETRIES, "0");
    this.client = SchemaRegistryClients.from(new RegistryConfig(impatient));
  }

  /** Why it does not answer; empty when it does, also with a refusal. */
  public Optional<String> failure() {
    try {
      client.compatibility();
      return Optional.empty();
    } catch (RegistryUnavailableException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (RegistryException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
