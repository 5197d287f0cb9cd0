package io.attune.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checkout, and the files of a release that its build made. */
final class Release {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Path BUILT = Path.of("target").toAbsolutePath();
  private static final Pattern VERSION =
      Pattern.compile("<artifactId>attune</artifactId>\\s*<version>([^<]+)</version>");
  private static final Pattern TIME =
      Pattern.compile("<project.build.outputTimestamp>([^<]+)</project.build.outputTimestamp>");

  private Release() {}

  static Path top() {
    return TOP;
  }

  static String version() throws IOException {
    return find(VERSION);
  }

  /** The time that every packed file is given. */
  static java.time.Instant time() throws IOException {
    return java.time.Instant.parse(find(TIME));
  }

  static Path archive() throws IOException {
    return built("attune-" + version() + ".tar.gz");
  }

  static Path image() throws IOException {
    return built("attune-image-" + version() + ".tar");
  }

  static Path chart() throws IOException {
    return built("attune-chart-" + version() + ".tgz");
  }

  private static Path built(String name) {
    Path file = BUILT.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new AssertionError(file + " is missing; \"mvn -Prelease package\" makes it");
    }
    return file;
  }

  private static String find(Pattern pattern) throws IOException {
    Matcher found = pattern.matcher(Files.readString(TOP.resolve("pom.xml")));
    if (!found.find()) {
      throw new AssertionError("pom.xml has no " + pattern);
    }
    return found.group(1);
  }
}
