package io.attune.cli;

import io.attune.registry.RegistryConfig;
import io.attune.registry.TokenLogin;
import io.attune.schemas.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Option;

/** Options for the addresses of Kafka and the schema registry. */
final class ClusterOptions {
  @Option(
      names = {"-b", "--bootstrap-server"},
      paramLabel = "HOST:PORT",
      defaultValue = "${env:ATTUNE_BOOTSTRAP_SERVERS:-127.0.0.1:" + DemoPorts.KAFKA + "}",
      description = "Kafka broker, or several with commas between. Default: ${DEFAULT-VALUE}")
  private String bootstrapServers;

  @Option(
      names = {"-r", "--schema-registry"},
      paramLabel = "URL",
      defaultValue =
          "${env:ATTUNE_SCHEMA_REGISTRY_URL:-http://127.0.0.1:" + DemoPorts.REGISTRY + "}",
      description = "Schema registry, or several with commas between. Default: ${DEFAULT-VALUE}")
  private String registryUrl;

  @Option(
      names = "--client-config",
      paramLabel = "FILE",
      description = "Properties of Kafka clients and of the registry client (TLS, passwords).")
  private Path clientConfig;

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      defaultValue = Topics.DEFAULT_PREFIX,
      description = "Put before the name of every topic. Default: ${DEFAULT-VALUE}")
  private String topicPrefix;

  /** The topics under the prefix given. */
  Topics topics() {
    return new Topics(topicPrefix);
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** Properties for Kafka's clients and for the serde. */
  Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    if (clientConfig != null) {
      properties.putAll(properties(clientConfig, "--client-config"));
    }
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put(RegistryConfig.URL, registryUrl);
    return TokenLogin.completed(properties);
  }

  /**
   * Properties of a file.
   *
   * @param option names the file on the command line
   */
  static Map<String, String> properties(Path file, String option) {
    Properties read = read(file, option);
    Map<String, String> properties = new HashMap<>();
    read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    return properties;
  }

  private static Properties read(Path file, String option) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(file + " does not exist; check " + option + ".", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailure(
          "cannot read " + file + " as properties: " + e.getMessage() + "; check " + option + ".",
          e);
    }
    return properties;
  }
}
