package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import io.attune.load.ReplaySpeed;
import io.attune.load.Replayer;
import io.attune.local.LocalPorts;
import io.attune.local.LocalStack;
import io.attune.local.Shutdown;
import io.attune.registry.AvroSerdes;
import io.attune.schemas.Change;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Outcome;
import io.attune.schemas.RecommendationState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The connectors of {@code deploy/connect} in Kafka Connect itself, against a running Attune. A
 * file takes the place of database and bucket, whose connectors Maven Central does not have.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConnectExamplesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path EXAMPLES = Checkout.top().resolve("deploy/connect");

  /** It takes a second run to have a real one. */
  private static final Outcome OUTCOME =
      Outcome.newBuilder()
          .setRecommendationId("r")
          .setEtag("1")
          .setWorkload("orders")
          .setApplicationId("app-1")
          .setRuleId("executor-memory")
          .setProperty("spark.executor.memory")
          .setPrevious("4g")
          .setApplied("6g")
          .setState(RecommendationState.SUCCEEDED)
          .setExpected(new Impact(change(-1_000, "ms"), change(-0.2, "EUR")))
          .setRealised(new Impact(change(-900, "ms"), change(-0.18, "EUR")))
          .setChangedTogether(List.of("spark.executor.cores"))
          .setRunsBefore(5)
          .setRunsAfter(1)
          .setInPart(false)
          .setSummary("It succeeded.")
          .setEventTime(Instant.parse("2026-11-01T00:00:00Z"))
          .build();

  @TempDir private Path directory;

  private final Shutdown shutdown = Shutdown.atExit();
  private LocalStack stack;
  private Process connect;

  private static Change change(double expected, String unit) {
    return new Change(expected, null, null, unit, ImpactBasis.REPLAY);
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (connect != null) {
      connect.destroy();
      connect.waitFor();
    }
    shutdown.close();
  }

  @Test
  void whatIsPublishedArrivesFlatInATableAndWholeInABucket() throws Exception {
    stack = LocalStack.start(LocalPorts.FREE, directory.resolve("data"), shutdown);
    replay("sample-runs/logs/too-many-partitions.zstd", "sample-runs/logs/spilling-sort.zstd");
    publish(stack.topics().recommendations().name(), "gone/spark.executor.memory", null);
    publish(stack.topics().outcomes().name(), "orders/spark.executor.memory/app-1", OUTCOME);
    connect =
        start(
            List.of(
                example("recommendations-jdbc"),
                example("outcomes-jdbc"),
                example("everything-s3")));

    List<String> rows = await("recommendations-jdbc", all -> all.contains("null"));
    List<String> advice = rows.stream().filter(row -> !row.equals("null")).toList();
    assertThat(advice)
        .isNotEmpty()
        .allMatch(row -> row.matches("Struct\\{[^{}\\[\\]]*}"), "scalars alone")
        .allMatch(
            row -> row.contains("impact_cost_expected=") || row.contains("impact_cost_basis="))
        .allMatch(row -> row.contains("confidence_value="))
        .anyMatch(row -> row.contains("property=spark.sql.shuffle.partitions,"));
    assertThat(await("outcomes-jdbc", all -> !all.isEmpty()))
        .singleElement()
        .asString()
        .matches("Struct\\{[^{}\\[\\]]*}")
        .contains("workload=orders,", "realised_cost_expected=-0.18,", "expected_time_unit=ms,")
        .doesNotContain("changedTogether");
    List<String> files = await("everything-s3", all -> all.size() > advice.size());
    assertThat(files)
        .doesNotContain("null")
        .anyMatch(row -> row.contains("evidence=[Struct{metric="))
        .anyMatch(row -> row.contains("points=[Struct{slots="));
    assertThat(Files.readString(directory.resolve("connect.log")))
        .doesNotContain("ERROR", "Exception");
  }

  private void replay(String... logs) throws Exception {
    List<Path> paths = new ArrayList<>();
    for (String log : logs) {
      paths.add(Checkout.top().resolve(log));
    }
    try (Replayer replayer =
        Replayer.open(stack.clientProperties(), stack.topics(), ReplaySpeed.MAX, PATIENCE)) {
      replayer.replay(EventLogs.find(paths), log -> ReadProgress.NONE);
    }
    assertThat(stack.awaitCaughtUp(PATIENCE)).isTrue();
  }

  private void publish(String topic, String key, SpecificRecord value) throws Exception {
    Map<String, Object> properties = new HashMap<>(stack.clientProperties());
    try (KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        Serializer<SpecificRecord> values = AvroSerdes.from(properties).serializer(false)) {
      byte[] bytes = value == null ? null : values.serialize(topic, value);
      producer.send(new ProducerRecord<>(topic, key, bytes)).get();
    }
  }

  /** An example as it stands, but for where it writes and what reads Avro. */
  private Path example(String name) throws IOException {
    ObjectNode example = (ObjectNode) JSON.readTree(EXAMPLES.resolve(name + ".json").toFile());
    ObjectNode config = (ObjectNode) example.get("config");
    assertThat(config.get("value.converter").asText())
        .isEqualTo("io.confluent.connect.avro.AvroConverter");
    config.put("value.converter", RegistryAvroConverter.class.getName());
    config.put("value.converter.schema.registry.url", stack.registryUrl());
    config.put("connector.class", "org.apache.kafka.connect.file.FileStreamSinkConnector");
    config.put("file", output(name).toString());
    Path file = directory.resolve(name + ".json");
    Files.writeString(file, example.toString());
    return file;
  }

  private Path output(String name) {
    return directory.resolve(name + ".txt");
  }

  private Process start(List<Path> examples) throws IOException {
    Path worker = directory.resolve("worker.properties");
    Files.writeString(
        worker,
        String.join(
            "\n",
            "bootstrap.servers=" + stack.bootstrapServers(),
            "key.converter=org.apache.kafka.connect.storage.StringConverter",
            "value.converter=org.apache.kafka.connect.storage.StringConverter",
            "offset.storage.file.filename=" + directory.resolve("offsets"),
            "offset.flush.interval.ms=500",
            "listeners=http://127.0.0.1:0",
            "consumer.auto.offset.reset=earliest",
            ""));
    Path jars = Checkout.top().resolve("stand-ins/connect/target/classpath");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                Files.readString(jars).strip() + ":" + ownClasses(),
                "org.apache.kafka.connect.cli.ConnectStandalone",
                worker.toString()));
    examples.forEach(example -> command.add(example.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("connect.log").toFile())
        .start();
  }

  private static Path ownClasses() {
    return Path.of(
        RegistryAvroConverter.class.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private List<String> await(String name, Predicate<List<String>> enough) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<String> lines =
          Files.exists(output(name)) ? Files.readAllLines(output(name)) : List.of();
      if (enough.test(lines)) {
        return lines;
      }
      assertThat(connect.isAlive() && System.nanoTime() < deadline)
          .as(() -> name + " had " + lines + "\n" + log())
          .isTrue();
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("connect.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
