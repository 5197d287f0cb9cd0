package io.attune.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.registry.testing.SchemaRegistryContract;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemorySchemaRegistryTest extends SchemaRegistryContract {
  private static final String SCOPE = "InMemorySchemaRegistryTest";

  @Override
  protected SchemaRegistryClient newClient() {
    return SchemaRegistryClients.from(
        new RegistryConfig(Map.of(RegistryConfig.URL, "mock://" + SCOPE)));
  }

  @AfterEach
  void forget() {
    InMemorySchemaRegistry.dropScope(SCOPE);
  }

  @Test
  void sharesARegistryByItsScope() {
    int id = newClient().register("s", Schema.create(Schema.Type.LONG));
    assertThat(newClient().schemaById(id)).isEqualTo(Schema.create(Schema.Type.LONG));
    assertThat(InMemorySchemaRegistry.scope("another").subjects()).isEmpty();
    InMemorySchemaRegistry.dropScope("another");
  }
}
