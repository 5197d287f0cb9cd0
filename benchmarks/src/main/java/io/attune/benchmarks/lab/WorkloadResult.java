package io.attune.benchmarks.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The result of a workload with a version of Spark; saved to a file, so that a long session can be
 * continued.
 *
 * @param workload name of the workload
 * @param spark directory in {@code spark-homes}
 * @param sparkVersion Spark's version
 * @param kind whether it is misconfigured
 * @param story what it does and what is wrong with it
 * @param tuned whether all rounds are complete
 * @param configurations one per round, starting with the initial configuration
 */
record WorkloadResult(
    String workload,
    String spark,
    String sparkVersion,
    WorkloadKind kind,
    String story,
    boolean tuned,
    List<Configuration> configurations) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  WorkloadResult {
    configurations = List.copyOf(configurations);
  }

  WorkloadResult with(boolean done, List<Configuration> rounds) {
    return new WorkloadResult(workload, spark, sparkVersion, kind, story, done, rounds);
  }

  WorkloadResult withRun(int configuration, MeasuredRun run) {
    List<Configuration> rounds = new ArrayList<>(configurations);
    rounds.set(configuration, rounds.get(configuration).withRun(run));
    return with(tuned, rounds);
  }

  Configuration before() {
    return configurations.get(0);
  }

  Configuration after() {
    return configurations.get(configurations.size() - 1);
  }

  /** The file of a workload's result. */
  static Path file(Path folder, String workload, String spark) {
    return folder.resolve(workload + "@" + spark + ".json");
  }

  void write(Path folder) throws IOException {
    Path file = file(folder, workload, spark);
    Path half = file.resolveSibling(file.getFileName() + ".new");
    Files.write(half, JSON.writeValueAsBytes(this));
    Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  static WorkloadResult read(Path file) throws IOException {
    try {
      return JSON.readValue(file.toFile(), WorkloadResult.class);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IOException(
          file + " is not a result of the lab; delete it to measure the workload again", e);
    }
  }

  /** All results in a directory, by name. */
  static List<WorkloadResult> readAll(Path folder) throws IOException {
    List<WorkloadResult> results = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        results.add(read(file));
      }
    }
    return results;
  }
}
