package io.attune.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.registry.testrecords.Order;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AvroSerdesTest {
  private static final String URL = "mock://AvroSerdesTest";

  @AfterEach
  void forget() {
    InMemorySchemaRegistry.dropScope("AvroSerdesTest");
  }

  /** Stands in for Confluent's serializer. */
  public static final class FakeSerializer implements Serializer<Object> {
    private Map<String, ?> configs;
    private boolean isKey;

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
      this.configs = configs;
      this.isKey = isKey;
    }

    @Override
    public byte[] serialize(String topic, Object data) {
      return (configs.get(RegistryConfig.URL) + " " + isKey).getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * Stands in for Confluent's deserializer, which returns a generated class only if configured to.
   */
  public static final class FakeDeserializer implements Deserializer<Object> {
    private boolean specific;

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
      this.specific =
          "true".equals(configs.get(RegistryConfig.SPECIFIC_READER))
              && Order.class.getName().equals(configs.get(RegistryConfig.SPECIFIC_VALUE_TYPE));
    }

    @Override
    public Object deserialize(String topic, byte[] data) {
      return specific && data.length > 0 ? Orders.order(data[0]) : "not an order";
    }
  }

  @Test
  void areOursUnlessSaidOtherwise() {
    Serde<Order> serde = AvroSerdes.from(Map.of(RegistryConfig.URL, URL)).serde(Order.class, false);
    byte[] message = serde.serializer().serialize("t", Orders.order(1));
    assertThat(message[0]).isZero();
    assertThat(serde.deserializer().deserialize("t", message)).isEqualTo(Orders.order(1));
    assertThat(InMemorySchemaRegistry.scope("AvroSerdesTest").subjects())
        .containsExactly("t-value");
  }

  @Test
  void areOthersByClassNameAloneWithTheSameProperties() {
    AvroSerdes serdes =
        AvroSerdes.from(
            Map.of(
                RegistryConfig.URL,
                URL,
                AvroSerdes.SERIALIZER,
                FakeSerializer.class.getName(),
                AvroSerdes.DESERIALIZER,
                FakeDeserializer.class.getName()));
    assertThat(new String(serdes.serializer(true).serialize("t", 1), StandardCharsets.UTF_8))
        .isEqualTo(URL + " true");
    Deserializer<Order> deserializer = serdes.deserializer(Order.class, false);
    assertThat(deserializer.deserialize("t", new byte[] {9})).isEqualTo(Orders.order(9));
    assertThatThrownBy(() -> deserializer.deserialize("t", new byte[0]))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("was read as java.lang.String by")
        .hasMessageContaining("not as io.attune.registry.testrecords.Order");
  }

  @Test
  void saysWhatIsWrongWithTheClass() {
    assertSerializer(
        "io.confluent.kafka.serializers.KafkaAvroSerializer",
        "attune.avro.serializer names the class"
            + " io.confluent.kafka.serializers.KafkaAvroSerializer, which is not on the class path;"
            + " add the jar that has it, or use io.attune.registry.AttuneAvroSerializer (the"
            + " default).");
    assertSerializer(
        "java.lang.String",
        "attune.avro.serializer names the class java.lang.String, which is not a"
            + " org.apache.kafka.common.serialization.Serializer; use"
            + " io.attune.registry.AttuneAvroSerializer (the default).");
    assertSerializer(
        NoConstructor.class.getName(), "it has no public constructor without arguments");
    assertSerializer(FailingConstructor.class.getName(), "its constructor failed: no luck");
    assertThatThrownBy(
            () ->
                AvroSerdes.from(Map.of(AvroSerdes.DESERIALIZER, "java.lang.String"))
                    .deserializer(Order.class, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("attune.avro.deserializer names the class java.lang.String");
  }

  private static void assertSerializer(String name, String sentence) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(AvroSerdes.SERIALIZER, name);
    assertThatThrownBy(() -> AvroSerdes.from(properties).serializer(false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(sentence);
  }

  /** Has no constructor without arguments. */
  public static final class NoConstructor implements Serializer<Object> {
    private final byte[] result;

    public NoConstructor(byte[] result) {
      this.result = result;
    }

    @Override
    public byte[] serialize(String topic, Object data) {
      return result;
    }
  }

  /** Has a constructor that throws. */
  public static final class FailingConstructor implements Serializer<Object> {
    public FailingConstructor() {
      throw new IllegalStateException("no luck");
    }

    @Override
    public byte[] serialize(String topic, Object data) {
      return null;
    }
  }
}
