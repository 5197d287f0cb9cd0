package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.advisor.application.SparkUnits;
import io.attune.samples.MemoryNeed;
import io.attune.samples.SparkHome;
import io.attune.samples.SparkRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real executor fails for lack of memory, {@code attune analyze} reads the log, exactly the
 * recommended properties are set, and the next run of the application succeeds.
 */
class OneStepFixIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long MIB = 1L << 20;

  @TempDir Path scratch;

  @Test
  void anExhaustedHeapIsLargeEnoughInTheNextRun() throws Exception {
    Map<String, String> settings = settings();

    SparkRun.Result first = run("first", settings, "heap", "700");
    assertThat(first.succeeded()).isFalse();
    // Spark ends an executor that is out of memory with 52, at times before it can say more.
    assertThat(first.output()).containsAnyOf("OutOfMemoryError", "exited with code 52");

    Map<String, String> advised = advised("first");
    assertThat(advised).containsOnlyKeys("spark.executor.memory");
    settings.putAll(advised);
    SparkRun.Result second = run("second", settings, "heap", "700");

    assertThat(second.succeeded()).as("with %s: %s", advised, second.output()).isTrue();
    assertThat(second.output()).contains("held 700 MiB");
  }

  @Test
  void aKilledContainerIsLargeEnoughInTheNextRun() throws Exception {
    assumeTrue(MemoryLimit.isPossible(), "the limit reads /proc");
    Map<String, String> settings = settings();
    settings.put("spark.executor.extraJavaOptions", "-XX:MaxDirectMemorySize=4g");

    try (MemoryLimit limit = MemoryLimit.ofMib(containerMib(settings))) {
      SparkRun.Result first = run("first", settings, "direct", "900");
      assertThat(first.succeeded()).isFalse();
      assertThat(first.output()).contains("137");
      assertThat(limit.kills()).isPositive();
    }

    Map<String, String> advised = advised("first");
    assertThat(advised).containsOnlyKeys("spark.executor.memoryOverhead");
    settings.putAll(advised);
    try (MemoryLimit limit = MemoryLimit.ofMib(containerMib(settings))) {
      SparkRun.Result second = run("second", settings, "direct", "900");

      assertThat(second.succeeded()).as("with %s: %s", advised, second.output()).isTrue();
      assertThat(second.output()).contains("held 900 MiB");
      assertThat(limit.kills()).isZero();
    }
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.executor.memory", "512m");
    settings.put("spark.executor.cores", "1");
    settings.put("spark.cores.max", "1");
    settings.put("spark.task.maxFailures", "1");
    return settings;
  }

  /** Memory of the container: heap and overhead, by default max(10 %, 384 MiB). */
  private static long containerMib(Map<String, String> settings) {
    long heap = mib(settings.get("spark.executor.memory"));
    String overhead = settings.get("spark.executor.memoryOverhead");
    return heap + (overhead == null ? Math.max(384, heap / 10) : mib(overhead));
  }

  private static long mib(String size) {
    return SparkUnits.bytes(size, MIB).orElseThrow() / MIB;
  }

  private SparkRun.Result run(String name, Map<String, String> settings, String... arguments)
      throws IOException, InterruptedException {
    Path home = Path.of("target", "one-step-fix", "spark-3.5");
    return SparkRun.on(SparkHome.link(Checkout.sparkClasspath("spark-3.5-scala-2.13"), home))
        .master("local-cluster[1,1,4096]")
        .application(Checkout.sampleApplications(), MemoryNeed.class.getName())
        .arguments(arguments)
        .conf(settings)
        .conf("spark.eventLog.enabled", "true")
        .conf("spark.eventLog.dir", Files.createDirectories(events(name)).toUri().toString())
        .conf("spark.executor.processTreeMetrics.enabled", "true")
        .conf("spark.executor.metrics.pollingInterval", "200")
        .scratch(scratch.resolve(name))
        .timeout(LIMIT)
        .run();
  }

  private Path events(String name) {
    return scratch.resolve(name + "-events");
  }

  /** The recommended properties for a run, with their values. */
  private Map<String, String> advised(String name) throws IOException, InterruptedException {
    Map<String, String> advised = new TreeMap<>();
    for (JsonNode one :
        Analyses.of(events(name), scratch).documents().get(0).path("recommendations")) {
      if (!one.path("property").isNull()) {
        advised.put(one.path("property").asText(), one.path("recommended").asText());
      }
    }
    return advised;
  }
}
