package io.attune.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Creates and removes the demo's directories. */
final class WorkDirectories {
  private WorkDirectories() {}

  /** A new temporary directory. */
  static Path temporary() {
    try {
      return Files.createTempDirectory("attune-demo-");
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot create a temporary directory under "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e.getMessage()
              + "; name one with --data-dir.",
          e);
    }
  }

  /** The directory, created when it is missing. */
  static Path created(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot use " + directory + ": " + e + "; name another directory with --data-dir.", e);
    }
  }

  /** Removes a directory with its contents. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
