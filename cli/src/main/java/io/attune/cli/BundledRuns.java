package io.attune.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The event logs that are packed into this program: small real Spark applications, most of them
 * with a known fault.
 */
final class BundledRuns {
  private static final String RESOURCE = "/runs";

  private BundledRuns() {}

  /**
   * Copies them to a directory, from where they are read as any other event log.
   *
   * @return the logs, files and rolling directories, by name
   */
  static List<Path> copyTo(Path directory) {
    try {
      Files.createDirectories(directory);
      URL url = BundledRuns.class.getResource(RESOURCE);
      if (url == null) {
        throw new CommandFailure("the bundled runs are missing from this build; build it again.");
      }
      URI uri = url.toURI();
      if (uri.getScheme().equals("jar")) {
        try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
          copy(jar.getPath(RESOURCE), directory);
        }
      } else {
        copy(Path.of(uri), directory);
      }
      try (Stream<Path> logs = Files.list(directory)) {
        return logs.sorted().toList();
      }
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot copy the bundled runs to " + directory + ": " + e.getMessage(), e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a resource has a malformed address", e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.write(target, Files.readAllBytes(path));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
