package io.attune.spark;

import io.attune.samples.SparkHome;
import io.attune.samples.SparkRun;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The versions of Spark that the agent supports. */
enum SparkUnderTest {
  SPARK_3_5_SCALA_2_12("spark-3.5-scala-2.12"),
  SPARK_3_5_SCALA_2_13("spark-3.5-scala-2.13"),
  SPARK_4_SCALA_2_13("spark-4-scala-2.13");

  /** Directory for the tests' files. */
  /** One for each process, as several share the tests. */
  static final Path WORK =
      Path.of("target", "it", "" + ProcessHandle.current().pid()).toAbsolutePath();

  static final Path AGENT_JAR = Path.of("target", "attune-spark-agent.jar").toAbsolutePath();

  private final String module;

  SparkUnderTest(String module) {
    this.module = module;
  }

  /** The jars of this version. */
  List<Path> jars() throws IOException {
    String classpath = Files.readString(classpathFile()).strip();
    return Stream.of(classpath.split(java.io.File.pathSeparator)).map(Path::of).toList();
  }

  private Path classpathFile() {
    return Path.of("..", "spark-homes", module, "target", "classpath");
  }

  /**
   * A run with the agent's jar, without the agent's settings.
   *
   * @param name directory below {@link #WORK}; emptied first
   */
  SparkRun.Builder run(String name, Class<?> job) throws IOException {
    Path directory = WORK.resolve(name);
    deleteAll(directory);
    Files.createDirectories(directory);
    SparkHome home = SparkHome.link(classpathFile(), WORK.resolve("homes").resolve(module));
    return SparkRun.on(home)
        .scratch(directory)
        .application(jobJar(directory), job.getName())
        .conf("spark.jars", AGENT_JAR.toUri().toString())
        .conf("spark.executor.memory", "512m")
        .conf("spark.sql.shuffle.partitions", "3");
  }

  private static Path jobJar(Path directory) throws IOException {
    Path jar = directory.resolve("job.jar");
    Path classes = Path.of("target", "test-classes");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes.resolve("io/attune/spark/jobs"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String entry = classes.relativize(file).toString().replace('\\', '/');
        entries.putNextEntry(new JarEntry(entry));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
    return jar;
  }

  private static void deleteAll(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(java.util.Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
