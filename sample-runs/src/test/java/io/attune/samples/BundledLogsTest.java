package io.attune.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Invariants of every bundled log: it is complete, small, and does not identify who recorded it.
 */
class BundledLogsTest {
  private static final Path LOGS = Path.of("logs");
  private static final long MOST_BYTES = 6_000_000;

  private static final Pattern TELLTALE =
      Pattern.compile(
          "/(?:home|root|tmp|work|Users|usr|var)/|/root\\b|\\.m2\\b|"
              + "(?<![\\d.])(?!127\\.0\\.0\\.1(?![\\d.]))\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\d.])");

  static List<Path> logFiles() throws IOException {
    try (Stream<Path> files = Files.walk(LOGS)) {
      return files.filter(file -> file.toString().endsWith(".zstd")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("logFiles")
  void isEventsOnlyAndTellsNothingOfTheMachine(Path log) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    Set<String> found = new TreeSet<>();
    for (String line : lines(log)) {
      JsonNode event = mapper.readTree(line);
      String type = event.path("Event").asText();
      assertThat(type).as("event of %s", line).isNotEmpty();
      Matcher matcher = TELLTALE.matcher(line);
      while (matcher.find()) {
        found.add(
            type
                + ": "
                + line.substring(
                    Math.max(0, matcher.start() - 30),
                    Math.min(line.length(), matcher.end() + 30)));
      }
      names(event, found);
    }
    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("logFiles")
  void namesHostsByNumberAndTheUserByTheProject(Path log) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    int executors = 0;
    for (String line : lines(log)) {
      JsonNode event = mapper.readTree(line);
      switch (event.path("Event").asText()) {
        case "SparkListenerApplicationStart" ->
            assertThat(event.path("User").asText()).isEqualTo("attune");
        case "SparkListenerExecutorAdded" -> {
          executors++;
          assertThat(event.at("/Executor Info/Host").asText()).matches("host-\\d+");
        }
        case "SparkListenerEnvironmentUpdate" -> {
          assertThat(event.path("Classpath Entries")).isEmpty();
          assertThat(event.path("System Properties").has("user.name")).isFalse();
        }
        default -> {
          // nothing more to check
        }
      }
    }
    if (!log.getFileName().toString().startsWith("events_")
        || log.getFileName().toString().startsWith("events_1_")) {
      assertThat(executors).isPositive();
    }
  }

  @Test
  void everyRunHasALogThatBeginsAndEnds() throws IOException {
    Set<String> ended = new HashSet<>();
    ObjectMapper mapper = new ObjectMapper();
    Set<Path> logs = new HashSet<>();
    for (Path file : logFiles()) {
      logs.add(file.getParent().equals(LOGS) ? file : file.getParent());
    }
    for (Path log : logs) {
      List<String> lines = new ArrayList<>();
      for (Path file : logFiles()) {
        if (file.startsWith(log)) {
          lines.addAll(lines(file));
        }
      }
      String name = null;
      boolean end = false;
      for (String line : lines) {
        if (line.contains("\"SparkListenerApplicationStart\"")) {
          name = mapper.readTree(line).path("App Name").asText();
        }
        end |= line.contains("\"SparkListenerApplicationEnd\"");
      }
      assertThat(end).as("%s ends", log).isTrue();
      assertThat(ended.add(name)).as("%s is there once", name).isTrue();
    }
    assertThat(ended)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(SampleRun.values()).map(SampleRun::runName).toList());
  }

  @Test
  void allTogetherStaySmall() throws IOException {
    long bytes = 0;
    for (Path file : logFiles()) {
      bytes += Files.size(file);
    }
    assertThat(bytes).isBetween(1L, MOST_BYTES);
  }

  /** Searches fields with names for those of this test's user and host. */
  private static void names(JsonNode node, Set<String> found) {
    String user = System.getProperty("user.name");
    node.properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isTextual() && value.asText().equals(user) && !user.equals("attune")) {
                found.add(field.getKey() + " = " + user);
              } else if (value.isContainerNode()) {
                names(value, found);
              }
            });
  }

  private static List<String> lines(Path log) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new ZstdInputStream(Files.newInputStream(log)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
