package io.attune.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.registry.testrecords.Order;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;

class RegistryConfigTest {

  @Test
  void hasConfluentsDefaultsButForTwo() {
    Map<String, Object> defaults = new HashMap<>(RegistryConfig.definition().defaultValues());
    defaults.values().removeIf(java.util.Objects::isNull);
    assertThat(defaults)
        .containsEntry(RegistryConfig.AUTO_REGISTER, true)
        .containsEntry(RegistryConfig.USE_LATEST_VERSION, false)
        .containsEntry(RegistryConfig.LATEST_COMPATIBILITY_STRICT, true)
        .containsEntry(RegistryConfig.LATEST_CACHE_TTL_SEC, -1L)
        .containsEntry(RegistryConfig.NORMALIZE, false)
        .containsEntry(RegistryConfig.MAX_SCHEMAS_PER_SUBJECT, 1000)
        .containsEntry(RegistryConfig.LOGICAL_TYPE_CONVERTERS, false)
        .containsEntry(RegistryConfig.CONNECT_TIMEOUT_MS, 60_000)
        .containsEntry(RegistryConfig.READ_TIMEOUT_MS, 60_000)
        .containsEntry(RegistryConfig.MAX_RETRIES, 3)
        .containsEntry(RegistryConfig.RETRIES_WAIT_MS, 1_000)
        .containsEntry(RegistryConfig.RETRIES_MAX_WAIT_MS, 20_000)
        .containsEntry(RegistryConfig.FAIL_ON_TRAILING_DATA, true)
        .doesNotContainKey(RegistryConfig.SPECIFIC_READER);
  }

  @Test
  void takesStringsAndTypedValues() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(RegistryConfig.URL, List.of("http://a/", "http://b"));
    properties.put(RegistryConfig.MAX_RETRIES, "7");
    properties.put(RegistryConfig.SPECIFIC_READER, "true");
    properties.put(RegistryConfig.SPECIFIC_VALUE_TYPE, Order.class);
    properties.put(RegistryConfig.BEARER_TOKEN, new Password("t"));
    properties.put("bootstrap.servers", "somebody else's");
    RegistryConfig config = new RegistryConfig(properties);
    assertThat(config.urls()).containsExactly("http://a", "http://b");
    assertThat(config.getInt(RegistryConfig.MAX_RETRIES)).isEqualTo(7);
    assertThat(config.getBoolean(RegistryConfig.SPECIFIC_READER)).isTrue();
    assertThat(config.text(RegistryConfig.SPECIFIC_VALUE_TYPE)).isEqualTo(Order.class.getName());
    assertThat(config.secret(RegistryConfig.BEARER_TOKEN)).isEqualTo("t");
    assertThat(new RegistryConfig(Map.of(RegistryConfig.URL, " http://a , http://b/ ")).urls())
        .containsExactly("http://a", "http://b");
  }

  @Test
  void refusesValuesOfTheWrongForm() {
    assertThatThrownBy(() -> new RegistryConfig(Map.of(RegistryConfig.MAX_RETRIES, "many")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("max.retries");
    assertThatThrownBy(() -> new RegistryConfig(Map.of(RegistryConfig.URL, "")).urls())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("schema.registry.url is missing");
  }

  @Test
  void standsWholeInTheReadme() throws Exception {
    String readme = new String(Files.readAllBytes(Paths.get("README.md")), StandardCharsets.UTF_8);
    for (String property : RegistryConfig.definition().names()) {
      assertThat(readme).contains("`" + property + "`");
    }
    assertThat(readme).contains(AvroSerdes.SERIALIZER, AvroSerdes.DESERIALIZER);
  }
}
