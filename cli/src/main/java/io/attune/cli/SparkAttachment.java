package io.attune.cli;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The options that make a Spark application report to an Attune. */
final class SparkAttachment {
  private static final String LISTENER = "io.attune.spark.AttuneListener";

  /** In an installation, and in a checkout that built it. */
  private static final List<String> JARS =
      List.of("agent/attune-spark-agent.jar", "spark-agent/target/attune-spark-agent.jar");

  private final Path jar;
  private final String bootstrapServers;
  private final String registryUrl;

  SparkAttachment(Path jar, String bootstrapServers, String registryUrl) {
    this.jar = requireNonNull(jar, "jar is null");
    this.bootstrapServers = requireNonNull(bootstrapServers, "bootstrapServers is null");
    this.registryUrl = requireNonNull(registryUrl, "registryUrl is null");
  }

  /** Where the agent is, or would be built; the launcher passes the directory of Attune. */
  static Path agentJar() {
    Path home = Path.of(System.getProperty("attune.home", ".")).toAbsolutePath().normalize();
    return JARS.stream()
        .map(home::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(home.resolve(JARS.get(JARS.size() - 1)));
  }

  /** Whether the agent has been built. */
  boolean isBuilt() {
    return Files.isRegularFile(jar);
  }

  /** The agent. */
  Path jar() {
    return jar;
  }

  /** Arguments of {@code spark-submit}. */
  List<String> arguments() {
    return List.of(
        "--jars " + quoted(jar.toString()),
        "--conf spark.extraListeners=" + LISTENER,
        "--conf spark.attune.kafka.bootstrap.servers=" + bootstrapServers,
        "--conf spark.attune.schema.registry.url=" + registryUrl);
  }

  /**
   * The arguments in two lines, one for the code and one for the addresses; in a line each where
   * that is wider than {@code columns}.
   */
  List<String> lines(int columns) {
    List<String> each = arguments();
    List<String> two = List.of(each.get(0) + " " + each.get(1), each.get(2) + " " + each.get(3));
    return two.stream().allMatch(line -> line.length() <= columns) ? two : each;
  }

  private static String quoted(String path) {
    return path.matches("[A-Za-z0-9._/@%+,=:-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
