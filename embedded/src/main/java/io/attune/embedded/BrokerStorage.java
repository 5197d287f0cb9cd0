package io.attune.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** The data directory of a single-node cluster: formats a new one, or reuses an existing one. */
final class BrokerStorage {
  static final int NODE_ID = 1;

  private static final String META_PROPERTIES = "meta.properties";

  private BrokerStorage() {}

  static Path temporary() {
    try {
      return Files.createTempDirectory("attune-kafka-");
    } catch (IOException e) {
      throw new EmbeddedBrokerException(
          "no temporary directory for Kafka's data under "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** Prepares the directory and returns its cluster id. */
  static String prepare(Path directory) {
    try {
      Files.createDirectories(directory);
      Path meta = directory.resolve(META_PROPERTIES);
      if (Files.exists(meta)) {
        return clusterIdIn(meta);
      }
      requireEmpty(directory);
      return format(directory);
    } catch (IOException e) {
      throw new EmbeddedBrokerException(
          "cannot use " + directory + " for Kafka's data: " + describe(e), e);
    }
  }

  /** Removes the directory with its contents; ignores files that disappear meanwhile. */
  static void delete(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new EmbeddedBrokerException(
          "cannot remove the temporary directory " + directory + ": " + describe(e), e);
    }
  }

  private static String clusterIdIn(Path meta) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(meta)) {
      properties.load(in);
    }
    String clusterId = properties.getProperty("cluster.id");
    if (clusterId == null) {
      throw new EmbeddedBrokerException(meta + " has no cluster.id: it is not Kafka's");
    }
    return clusterId;
  }

  private static void requireEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new EmbeddedBrokerException(
            "cannot use "
                + directory
                + " for Kafka's data: it has files in it that are not Kafka's; name an empty or a"
                + " new directory");
      }
    }
  }

  private static String format(Path directory) {
    String clusterId = Uuid.randomUuid().toString();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(stream)
          .setNodeId(NODE_ID)
          .setClusterId(clusterId)
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
          .setDirectories(List.of(directory.toString()))
          .setMetadataLogDirectory(directory.toString())
          .run();
    } catch (Exception e) {
      throw new EmbeddedBrokerException(
          "cannot prepare " + directory + " for Kafka's data: " + e.getMessage(), e);
    }
    return clusterId;
  }

  static String describe(IOException e) {
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }
}
