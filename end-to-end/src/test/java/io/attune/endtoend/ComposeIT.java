package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.embedded.EmbeddedBroker;
import io.attune.registry.testing.ApicurioProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the services of {@code docker-compose.yml} as plain processes: the same commands and
 * settings except for addresses, directories and the speed of the replay.
 */
class ComposeIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir private Path scratch;

  @Test
  void theServicesWorkTogether() throws Exception {
    ComposeFile compose = ComposeFile.read();
    try (EmbeddedBroker broker = EmbeddedBroker.temporary();
        ApicurioProcess registry =
            ApicurioProcess.start(
                replaced(
                    compose.environment("registry"),
                    Map.of("kafka:9092", broker.bootstrapServers())))) {
      Map<String, String> addresses =
          Map.of(
              "kafka:9092", broker.bootstrapServers(),
              "http://registry:8080/apis/ccompat/v7", registry.url(),
              "0.0.0.0", "127.0.0.1",
              "/state", scratch.resolve("state").toString(),
              "--speed=10x", "--speed=max");
      Map<String, String> settings = replaced(compose.environment("attune"), addresses);
      settings.put("ATTUNE_HTTP_PORT", "0");
      try (Command serve = Command.attune(Checkout.top(), settings, compose.command("attune"))) {
        String started = serve.await(line -> line.contains("Attune serves"), LIMIT);
        awaitHealthy(compose.healthCheck("attune"), started.replaceFirst(".*:(\\d+)/.*", "$1"));
        List<String> replay =
            compose.command("load-generator").stream()
                .map(word -> replaced(word, addresses))
                .toList();
        try (Command load = Command.attune(Checkout.top(), Map.of(), replay)) {
          assertThat(load.exitCode(LIMIT)).as(load.output()).isZero();
        }
        try (Command watch =
            Command.attune(
                Checkout.top(),
                Map.of(),
                List.of(
                    "watch",
                    "--bootstrap-server=" + broker.bootstrapServers(),
                    "--schema-registry=" + registry.url(),
                    "--workload=spilling-sort"))) {
          assertThat(watch.await(line -> line.contains("spark.sql.shuffle.partitions = "), LIMIT))
              .contains("(now 2)");
        }
      }
    }
  }

  /** Runs the service's own health check, as the container runtime does, until it says yes. */
  private static void awaitHealthy(List<String> check, String port) throws Exception {
    List<String> command = check.stream().map(word -> word.replace("8480", port)).toList();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (new ProcessBuilder(command).start().waitFor() != 0) {
      assertThat(System.nanoTime()).as("time until it is healthy").isLessThan(deadline);
    }
  }

  private static Map<String, String> replaced(
      Map<String, String> environment, Map<String, String> addresses) {
    Map<String, String> result = new TreeMap<>();
    environment.forEach((name, value) -> result.put(name, replaced(value, addresses)));
    return result;
  }

  private static String replaced(String text, Map<String, String> addresses) {
    String result = text;
    for (Map.Entry<String, String> address : addresses.entrySet()) {
      result = result.replace(address.getKey(), address.getValue());
    }
    return result;
  }
}
