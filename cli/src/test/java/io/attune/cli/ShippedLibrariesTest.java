package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every library that ships was reviewed for known weaknesses, in the version that ships. Run with
 * {@code -Dattune.update=true} to write the table of libraries anew, after they were reviewed.
 */
class ShippedLibrariesTest {
  private static final Path PAGE = Path.of("..", "docs", "vulnerabilities.md");
  private static final String TABLE = "| library | version |\n| --- | --- |\n";

  /** A jar in a Maven repository: group, artifact, version. */
  private static final Pattern JAR =
      Pattern.compile(".*/repository/(.+)/([^/]+)/([^/]+)/[^/]+\\.jar");

  /** What only tests of this module use. */
  private static final Set<String> TESTING =
      Set.of(
          "org.junit",
          "org.junit.jupiter",
          "org.junit.platform",
          "org.opentest4j",
          "org.apiguardian",
          "org.assertj",
          "net.bytebuddy",
          "net.jqwik",
          "org.jacoco",
          "org.apache.maven.surefire");

  private static Map<String, String> onTheClassPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Map<String, String> versions = new TreeMap<>();
    Arrays.stream(path.split(File.pathSeparator))
        .map(entry -> entry.replace(File.separatorChar, '/'))
        .map(JAR::matcher)
        .filter(Matcher::matches)
        .forEach(
            jar -> {
              String group = jar.group(1).replace('/', '.');
              if (!TESTING.contains(group) && !group.equals("io.attune")) {
                versions.put(group + ":" + jar.group(2), jar.group(3));
              }
            });
    return versions;
  }

  @Test
  void everyLibraryWasReviewedInItsVersion() throws Exception {
    Map<String, String> shipped = onTheClassPath();
    assertThat(shipped).as("the class path is read").containsKey("org.apache.kafka:kafka-clients");
    String page = Files.readString(PAGE);
    int table = page.indexOf(TABLE) + TABLE.length();
    if (Boolean.getBoolean("attune.update")) {
      StringBuilder rows = new StringBuilder();
      shipped.forEach((name, version) -> rows.append("| " + name + " | " + version + " |\n"));
      Files.writeString(PAGE, page.substring(0, table) + rows);
    }
    Map<String, String> reviewed = new TreeMap<>();
    try (Stream<String> lines = Files.readString(PAGE).substring(table).lines()) {
      lines
          .map(line -> line.split("\\s*\\|\\s*"))
          .forEach(cells -> reviewed.put(cells[1], cells[2]));
    }
    assertThat(reviewed)
        .as("docs/vulnerabilities.md; look up what is new there before its row is renewed")
        .isEqualTo(shipped);
  }
}
