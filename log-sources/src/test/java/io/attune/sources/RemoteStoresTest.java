package io.attune.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.eventlog.Found;
import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.testing.CoversSchemes;
import io.attune.sources.testing.ScriptedServer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteStoresTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://me:s3cret@host/logs|ftp://host/logs is an address of an unknown kind",
        "dbfs:/cluster-logs|is a path of Databricks' own",
        "s3://|names no bucket",
        "gs:///x|names no bucket",
        "abfss://account|names no container",
        "hdfs:///logs|names no name node",
        "http:///x|names no host",
      })
  void addressesThatAreNone(String place, String reason) {
    Found found =
        new LogPlaces(new RemoteStores(ScriptedServer.environment(Path.of("no-home"))))
            .list(List.of(place));
    assertThat(found.leftOut())
        .singleElement()
        .satisfies(one -> assertThat(one.sentence()).contains(reason).doesNotContain("s3cret"));
  }

  /** The test that fails when a store has no contract: CONTRIBUTING.md, "A log source". */
  @Test
  void everyKindOfAddressHasItsTests() throws Exception {
    Set<String> covered = new TreeSet<>();
    for (Class<?> test : tests()) {
      if (CoversSchemes.class.isAssignableFrom(test)) {
        var constructor = test.getDeclaredConstructor();
        constructor.setAccessible(true);
        covered.addAll(((CoversSchemes) constructor.newInstance()).schemes());
      }
    }
    assertThat(covered).containsExactlyInAnyOrderElementsOf(RemoteStores.SCHEMES);
  }

  @Test
  void everyKindOfAddressStandsInTheTableOfTheDocumentation() throws IOException {
    String rows =
        Files.readAllLines(Path.of("../docs/log-sources.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .collect(Collectors.joining("\n"));
    assertThat(RemoteStores.SCHEMES)
        .allSatisfy(scheme -> assertThat(rows).containsPattern("`" + scheme + "(?:://|`)"));
  }

  private static List<Class<?>> tests()
      throws IOException, URISyntaxException, ClassNotFoundException {
    Path classes =
        Path.of(RemoteStoresTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> tests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file :
          files.filter(path -> path.toString().matches(".*(Test|IT)\\.class")).toList()) {
        String name = classes.relativize(file).toString().replace('/', '.').replace('\\', '.');
        tests.add(Class.forName(name.substring(0, name.length() - ".class".length())));
      }
    }
    return tests;
  }
}
