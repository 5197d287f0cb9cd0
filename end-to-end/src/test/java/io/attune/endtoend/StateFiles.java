package io.attune.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What can happen to the files of a state directory. */
final class StateFiles {
  private StateFiles() {}

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }

  static void corrupt(Path directory) throws IOException {
    int damaged = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(".sst") || name.startsWith("MANIFEST")) {
          byte[] bytes = Files.readAllBytes(file);
          for (int i = 0; i < Math.min(64, bytes.length); i++) {
            bytes[i] ^= 0x5A;
          }
          Files.write(file, bytes);
          damaged++;
        }
      }
    }
    if (damaged == 0) {
      throw new IOException("there was nothing to damage in " + directory);
    }
  }
}
