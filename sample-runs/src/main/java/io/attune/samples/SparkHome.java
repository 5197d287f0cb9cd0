package io.attune.samples;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Spark home made of links: a directory whose {@code jars/} links to the jars in a {@code
 * classpath} file (written by the poms of {@code spark-homes}) and whose {@code conf/} sets the log
 * level to warnings. {@code SparkSubmit} and real executors need nothing else, so no distribution
 * has to be unpacked.
 *
 * <p>Executors of {@code local-cluster} have their work directories in the home, so concurrent runs
 * need separate homes. Creating one takes milliseconds.
 */
public final class SparkHome {
  private static final Pattern CORE_JAR =
      Pattern.compile("spark-core_(\\d+\\.\\d+)-(\\d+\\.\\d+\\.\\d+[^/]*)\\.jar");

  private static final String LOGGING =
      String.join(
          "\n",
          "rootLogger.level = warn",
          "rootLogger.appenderRef.stderr.ref = stderr",
          "appender.stderr.type = Console",
          "appender.stderr.name = stderr",
          "appender.stderr.target = SYSTEM_ERR",
          "appender.stderr.layout.type = PatternLayout",
          "appender.stderr.layout.pattern = %d{HH:mm:ss.SSS} %p %c{1}: %m%n%ex",
          "");

  private final Path directory;
  private final String sparkVersion;
  private final String scalaVersion;
  private final List<String> moduleOptions;

  private SparkHome(
      Path directory, String sparkVersion, String scalaVersion, List<String> moduleOptions) {
    this.directory = directory;
    this.sparkVersion = sparkVersion;
    this.scalaVersion = scalaVersion;
    this.moduleOptions = moduleOptions;
  }

  /**
   * Creates a home.
   *
   * @param classpathFile one line of jars, separated as in {@code java -cp}
   * @param directory the home's directory, created if missing; existing links are kept
   * @return the home
   * @throws IOException if the file cannot be read or a link cannot be created
   * @throws IllegalArgumentException if there is no such file, or it contains no Spark
   */
  public static SparkHome link(Path classpathFile, Path directory) throws IOException {
    requireNonNull(classpathFile, "classpathFile is null");
    if (!Files.isRegularFile(classpathFile)) {
      throw new IllegalArgumentException(
          "There is no "
              + classpathFile
              + "; write it with 'mvn -f spark-homes/pom.xml process-resources'");
    }
    Path home = requireNonNull(directory, "directory is null").toAbsolutePath().normalize();
    Path jars = Files.createDirectories(home.resolve("jars"));
    String sparkVersion = null;
    String scalaVersion = null;
    Path launcher = null;
    Set<String> names = new HashSet<>();
    String classpath = Files.readString(classpathFile, StandardCharsets.UTF_8).strip();
    for (String entry : classpath.split(Pattern.quote(File.pathSeparator))) {
      if (entry.isBlank()) {
        continue;
      }
      Path jar = Path.of(entry);
      String name = jar.getFileName().toString();
      names.add(name);
      Path link = jars.resolve(name);
      if (!Files.exists(link)) {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, jar.toAbsolutePath());
      }
      Matcher core = CORE_JAR.matcher(name);
      if (core.matches()) {
        scalaVersion = core.group(1);
        sparkVersion = core.group(2);
      }
      if (name.startsWith("spark-launcher_")) {
        launcher = jar;
      }
    }
    if (sparkVersion == null || launcher == null) {
      throw new IllegalArgumentException(
          classpathFile
              + " lists no spark-core and spark-launcher jar; write it with"
              + " 'mvn -f spark-homes/pom.xml process-resources'");
    }
    removeOthers(jars, names);
    Path conf = Files.createDirectories(home.resolve("conf"));
    Files.writeString(conf.resolve("log4j2.properties"), LOGGING, StandardCharsets.UTF_8);
    return new SparkHome(home, sparkVersion, scalaVersion, moduleOptions(launcher));
  }

  /**
   * The absolute directory, {@code SPARK_HOME} of the runs.
   *
   * @return the directory
   */
  public Path directory() {
    return directory;
  }

  /**
   * Spark's version, such as {@code 3.5.9}.
   *
   * @return the version
   */
  public String sparkVersion() {
    return sparkVersion;
  }

  /**
   * Scala's binary version, such as {@code 2.13}.
   *
   * @return the version
   */
  public String scalaVersion() {
    return scalaVersion;
  }

  /**
   * The class path of a driver.
   *
   * @return the class path for {@code java -cp}
   */
  public String classpath() {
    return directory.resolve("conf") + File.pathSeparator + directory.resolve("jars").resolve("*");
  }

  /**
   * The module options that this version of Spark needs on JDK 17, from its launcher.
   *
   * @return options of {@code java}
   */
  public List<String> moduleOptions() {
    return moduleOptions;
  }

  /** Removes links of other versions, which would be on the class path, too. */
  private static void removeOthers(Path jars, Set<String> names) throws IOException {
    try (Stream<Path> links = Files.list(jars)) {
      for (Path link : links.toList()) {
        if (!names.contains(link.getFileName().toString())) {
          Files.delete(link);
        }
      }
    }
  }

  private static List<String> moduleOptions(Path launcherJar) throws IOException {
    URL[] urls = {launcherJar.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      Class<?> options = loader.loadClass("org.apache.spark.launcher.JavaModuleOptions");
      Method defaults = options.getMethod("defaultModuleOptions");
      List<String> result = new ArrayList<>();
      for (String option : ((String) defaults.invoke(null)).split(" ")) {
        if (!option.isBlank()) {
          result.add(option);
        }
      }
      return List.copyOf(result);
    } catch (ReflectiveOperationException e) {
      throw new IOException("Cannot read the module options of " + launcherJar, e);
    }
  }
}
