package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.RecurringJob;
import io.attune.schemas.EnvironmentUpdated;
import io.attune.schemas.LifecycleEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Advise writes is read as the Kafka binding of CloudEvents 1.0 says: required attributes,
 * their types, names of extensions.
 */
class CloudEventsScenarioTest {
  private static final Duration TICK = Duration.ofMillis(200);
  private static final int TOO_MANY = 400;

  @TempDir Path state;

  /** Advice is given, followed and judged; other advice is given and withdrawn. */
  private List<TestRecord<byte[], byte[]>> written(Map<String, String> settings) {
    try (Pipeline pipeline = new Pipeline(state, settings)) {
      run(pipeline, 1, TOO_MANY, 1);
      int advised =
          pipeline.recommendations.values().stream()
              .filter(r -> "spark.sql.shuffle.partitions".equals(r.getProperty()))
              .mapToInt(r -> Integer.parseInt(r.getRecommended()))
              .findFirst()
              .orElseThrow();
      run(pipeline, 2, advised, 1);
      run(pipeline, 3, TOO_MANY, 1);
      for (int night = 4; night <= 6; night++) {
        run(pipeline, night, TOO_MANY, 300);
      }
      return List.copyOf(pipeline.written);
    }
  }

  private static void run(Pipeline pipeline, int night, int partitions, double input) {
    List<SpecificRecord> events = RecurringJob.night(night, partitions, input).events();
    for (SpecificRecord event : events) {
      if (event instanceof LifecycleEvent lifecycle && lifecycle.getEnvironmentUpdated() != null) {
        EnvironmentUpdated environment = lifecycle.getEnvironmentUpdated();
        Map<String, String> properties = new TreeMap<>(environment.getSparkProperties());
        properties.put("spark.attune.owner", "team-\u0007orders");
        properties.put("spark.attune.labels.tier", "gold");
        environment.setSparkProperties(properties);
        environment.getContext().setPlatform("standalone");
      }
    }
    pipeline.send(events);
    pipeline.advance(TICK);
  }

  /** Attributes of an event by their names. */
  private static Map<String, String> event(TestRecord<byte[], byte[]> record) {
    Map<String, String> attributes = new TreeMap<>();
    for (Header header : record.headers()) {
      String name =
          header.key().equals("content-type")
              ? "datacontenttype"
              : header.key().replaceFirst("^ce_", "");
      assertThat(name).matches("[a-z0-9]{1,20}");
      String value = new String(header.value(), StandardCharsets.UTF_8);
      assertThat(value).isNotEmpty().matches("[^\\p{Cntrl}]+");
      assertThat(attributes.put(name, value)).as(name).isNull();
    }
    assertThat(attributes).containsKeys("specversion", "type", "source", "id");
    assertThat(attributes.get("specversion")).isEqualTo("1.0");
    assertThat(URI.create(attributes.get("source")).toString()).isNotEmpty();
    return attributes;
  }

  @Test
  void everyRecordIsAnEvent() {
    Set<String> types = new HashSet<>();
    Set<String> ids = new HashSet<>();
    for (TestRecord<byte[], byte[]> record : written(Map.of())) {
      Map<String, String> event = event(record);
      types.add(event.get("type"));
      assertThat(ids.add(event.get("id"))).as(event.get("id")).isTrue();
      assertThat(event.get("source")).isEqualTo("/attune/attune");
      assertThat(OffsetDateTime.parse(event.get("time"))).isNotNull();
      assertThat(event.get("subject")).isEqualTo(new String(record.key(), StandardCharsets.UTF_8));
      assertThat(event.get("datacontenttype"))
          .isEqualTo(record.value() == null ? null : "application/avro");
    }
    assertThat(types)
        .containsOnly(
            "io.attune.recommendation.published",
            "io.attune.recommendation.withdrawn",
            "io.attune.outcome.concluded",
            "io.attune.forecast.published");
  }

  @Test
  void advice_can_be_routed_by_its_headers_and_by_its_fields() {
    try (Pipeline pipeline = new Pipeline(state, Map.of())) {
      run(pipeline, 1, TOO_MANY, 1);

      assertThat(pipeline.recommendations).isNotEmpty();
      assertThat(pipeline.recommendations.values())
          .allSatisfy(
              recommendation -> {
                assertThat(recommendation.getOwner()).isEqualTo("team-\u0007orders");
                assertThat(recommendation.getLabels()).isEqualTo(Map.of("tier", "gold"));
                assertThat(recommendation.getApplicationName()).isEqualTo("nightly-1");
                assertThat(recommendation.getContext().getPlatform()).isEqualTo("standalone");
              });
      assertThat(pipeline.written)
          .filteredOn(record -> event(record).get("type").contains("recommendation"))
          .isNotEmpty()
          .allSatisfy(
              record ->
                  assertThat(event(record).get("attuneowner"))
                      .as("without what CloudEvents does not allow in a text")
                      .isEqualTo("team-?orders"));
    }
  }

  @Test
  void whoWantsNoHeadersGetsNone() {
    assertThat(written(Map.of("topics.cloudevents", "false")))
        .isNotEmpty()
        .allSatisfy(record -> assertThat(record.headers()).isEmpty());
  }

  /** Whoever writes a consumer by the description finds what it says. */
  @Test
  void theDescriptionOfTheTopicsNamesTheHeaders() {
    for (TestRecord<byte[], byte[]> record : written(Map.of())) {
      String name = event(record).get("type").split("\\.")[2];
      Map<String, Boolean> described =
          AsyncApiDocument.headers(Character.toUpperCase(name.charAt(0)) + name.substring(1));
      Set<String> sent = new HashSet<>();
      record.headers().forEach(header -> sent.add(header.key()));
      assertThat(described.keySet()).containsAll(sent);
      described.forEach(
          (header, required) -> {
            if (required) {
              assertThat(sent).contains(header);
            }
          });
    }
  }
}
