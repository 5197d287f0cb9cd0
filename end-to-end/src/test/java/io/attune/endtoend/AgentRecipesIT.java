package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.embedded.EmbeddedBroker;
import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.samples.SparkHome;
import io.attune.samples.SparkRun;
import io.attune.samples.UntilFileExists;
import io.attune.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code docs/install.md} says of the agent on each platform, carried out on real Spark: the
 * published jar, from a Maven repository in a directory or as a file, and its events in Kafka.
 */
class AgentRecipesIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String ARTIFACT = "attune-spark-agent";

  @TempDir private static Path scratch;

  private static MavenRepository repository;
  private static EmbeddedBroker broker;
  private static EmbeddedSchemaRegistry registry;
  private static Recipes recipes;

  @BeforeAll
  static void publish() throws IOException {
    repository = MavenRepository.with(scratch.resolve("repository"), ARTIFACT);
    broker = EmbeddedBroker.temporary();
    registry = EmbeddedSchemaRegistry.start(0);
    Map<String, String> replacements = new LinkedHashMap<>();
    replacements.put("VERSION", repository.version());
    replacements.put("kafka:9092", broker.bootstrapServers());
    replacements.put("http://registry:8081", registry.url());
    replacements.put("s3://BUCKET/attune-spark-agent.jar", repository.jar().toUri().toString());
    replacements.put("gs://BUCKET/attune-spark-agent.jar", repository.jar().toUri().toString());
    recipes = new Recipes(replacements);
  }

  @AfterAll
  static void stop() {
    registry.close();
    broker.close();
  }

  @Test
  void thePomNamesNothingElseAndSaysWhatItIs() throws IOException {
    assertThat(Files.readString(repository.pom()))
        .contains("<artifactId>" + ARTIFACT + "</artifactId>", "<name>", "<description>")
        .contains("<name>Apache-2.0</name>", "<developers>", "<scm ", "<connection>scm:git:")
        .doesNotContain("<parent>", "<dependency>", "<repository>", "${");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5-scala-2.12", "spark-3.5-scala-2.13", "spark-4-scala-2.13"})
  void sparkSubmitResolvesThePackageAndNothingElse(String home) throws Exception {
    Path ivy = scratch.resolve(home + "-ivy");
    SparkRun.Builder run =
        spark(home, "packages")
            .submitOption("--repositories", repository.url())
            // In place of the local Maven repository and those in the network, which come first.
            .conf("spark.jars.ivySettings", emptyRepository().toString())
            .conf("spark.jars.ivy", ivy.toString());

    events("packages", home, run, recipes.sparkSubmit("spark-submit"));

    try (Stream<Path> jars = Files.list(ivy.resolve("jars"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .containsExactly("io.attune_" + ARTIFACT + "-" + repository.version() + ".jar");
    }
  }

  @Test
  void databricksFindsTheListenerAmongSparksOwnJars() throws Exception {
    String home = "spark-3.5-scala-2.12";
    SparkRun.Builder run = spark(home, "databricks");
    Files.copy(repository.jar(), home(home, "databricks").resolve("jars/attune-spark-agent.jar"));

    events("databricks", home, run, recipes.lines("Databricks", 1));
  }

  @Test
  void emrTakesItFromItsDefaults() throws Exception {
    String home = "spark-3.5-scala-2.12";
    events("emr", home, spark(home, "emr"), recipes.classification("EMR"));
  }

  @Test
  void emrServerlessTakesItFromItsParameters() throws Exception {
    String home = "spark-3.5-scala-2.12";
    events("emr-s", home, spark(home, "emr-s"), recipes.parameters("EMR Serverless"));
  }

  @Test
  void dataprocTakesItFromItsProperties() throws Exception {
    String home = "spark-4-scala-2.13";
    events("dataproc", home, spark(home, "dataproc"), recipes.gcloud("Dataproc"));
  }

  private static Path emptyRepository() throws IOException {
    return Files.writeString(
        scratch.resolve("ivysettings.xml"),
        "<ivysettings><settings defaultResolver=\"none\"/><resolvers><filesystem name=\"none\">"
            + "<artifact pattern=\"/nowhere/[artifact].[ext]\"/></filesystem></resolvers>"
            + "</ivysettings>");
  }

  private static Path home(String home, String name) {
    return Path.of("target", "recipes").resolve(home + "-" + name).toAbsolutePath();
  }

  private static SparkRun.Builder spark(String home, String name) throws IOException {
    return SparkRun.on(SparkHome.link(Checkout.sparkClasspath(home), home(home, name)))
        .master("local[2]")
        .application(Checkout.sampleApplications(), UntilFileExists.class.getName())
        .arguments(repository.pom().toString(), "1")
        .scratch(scratch.resolve(home + "-" + name))
        .timeout(LIMIT);
  }

  /** Runs Spark with the options of a recipe: the application's tasks are in Kafka afterwards. */
  private static void events(
      String name, String home, SparkRun.Builder run, Map<String, List<String>> options)
      throws Exception {
    Topics topics = new Topics(name + "." + home + ".");
    createInputs(topics);
    assertThat(options).containsKey("--conf");
    options.forEach((option, values) -> values.forEach(value -> run.submitOption(option, value)));

    SparkRun.Result result =
        run.conf("spark.attune.topic.prefix", name + "." + home + ".")
            .conf("spark.attune.shutdown.timeout", "60s")
            .run();

    assertThat(result.succeeded()).as(result.output()).isTrue();
    assertThat(result.output()).contains("stopped after 1 rounds");
    assertThat(applications(topics))
        .as(result.output())
        .hasSize(1)
        .allMatch(id -> id.startsWith("local-"));
  }

  private static void createInputs(Topics topics) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(
              topics.inputs().stream()
                  .map(topic -> new NewTopic(topic.name(), 1, (short) 1))
                  .toList())
          .all()
          .get();
    }
  }

  /** Applications whose tasks arrived. */
  private static Set<String> applications(Topics topics) {
    Set<String> ids = new TreeSet<>();
    TopicPartition tasks = new TopicPartition(topics.taskMetrics().name(), 0);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(tasks));
      consumer.seekToBeginning(List.of(tasks));
      long end = consumer.endOffsets(List.of(tasks)).get(tasks);
      while (consumer.position(tasks) < end) {
        consumer.poll(Duration.ofMillis(300)).forEach(record -> ids.add(record.key()));
      }
    }
    return ids;
  }
}
