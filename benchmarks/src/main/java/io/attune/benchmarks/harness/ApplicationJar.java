package io.attune.benchmarks.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Creates a jar of Spark applications, because executors cannot load a directory of classes. */
public final class ApplicationJar {
  private ApplicationJar() {}

  /**
   * Returns a jar with the classes; the argument itself if it is a jar.
   *
   * @param classes jar, or directory of classes
   * @param jar the jar to write
   */
  public static Path of(Path classes, Path jar) throws IOException {
    if (Files.isRegularFile(classes)) {
      return classes;
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        entries.putNextEntry(new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
    return jar;
  }
}
