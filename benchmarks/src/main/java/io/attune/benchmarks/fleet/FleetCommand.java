package io.attune.benchmarks.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.table.RuleTable;
import io.attune.load.fleet.Fault;
import io.attune.load.fleet.Fleet;
import io.attune.load.fleet.FleetOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench fleet}: precision and recall of every rule, and stability of the advice. */
@Command(
    name = "fleet",
    description = "Precision, recall and stability of the rules on a fleet with injected faults.")
public final class FleetCommand implements Callable<Integer> {
  @Option(
      names = "--first-seed",
      defaultValue = "1000",
      description = "First seed (${DEFAULT-VALUE}); 1 to 99 are for development.")
  private long firstSeed;

  @Option(
      names = "--seeds",
      defaultValue = "5",
      description = "Number of seeds (${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--workloads",
      defaultValue = "540",
      description = "Workloads per seed, half of them healthy (${DEFAULT-VALUE}).")
  private int workloads;

  @Option(
      names = "--faults",
      split = ",",
      paramLabel = "FAULT",
      description = "Only these faults; all if not given.")
  private List<String> faults = List.of();

  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "Runs per workload, of which the last is judged (${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--stationary",
      defaultValue = "54",
      description = "Workloads per seed whose stability is measured (${DEFAULT-VALUE}).")
  private int stationary;

  @Option(
      names = "--stationary-runs",
      defaultValue = "30",
      description = "Runs of each of these (${DEFAULT-VALUE}).")
  private int stationaryRuns;

  @Option(
      names = "--examples",
      description = "Also print examples of missed faults and wrong advice.")
  private boolean examples;

  @Option(names = "--json", description = "Also write the figures to this file.")
  private Path json;

  @Option(
      names = "--recommendations",
      paramLabel = "FILE",
      description =
          "Also write what was made of every run to this file, one JSON object in a line, to be"
              + " compared with that of another version.")
  private Path recommendations;

  private final RuleTable table = RuleTable.standard();
  private final Advisor advisor = Advisor.standard(table);
  private final Flapping flapping = new Flapping();
  private final FleetScore score = new FleetScore(advisor.rules().stream().map(Rule::id).toList());

  @Override
  public Integer call() throws IOException {
    if (recommendations == null) {
      measure(new FleetBench(advisor, table));
    } else {
      try (AssessmentLines lines = new AssessmentLines(recommendations)) {
        measure(new FleetBench(advisor, table, lines));
      }
    }
    System.out.print(score.table());
    System.out.print(flapping.table());
    if (examples) {
      System.out.print(score.examples());
      System.out.print(flapping.examples());
    }
    if (json != null) {
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), document());
    }
    return 0;
  }

  private void measure(FleetBench bench) {
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      long start = System.nanoTime();
      Fleet fleet = new Fleet(options(seed));
      for (int i = 0; i < workloads; i++) {
        score.add(bench.judge(fleet.workload(i), runs));
      }
      Fleet steady = new Fleet(FleetOptions.of(Math.max(1, stationary), seed));
      for (int i = 0; i < stationary; i++) {
        flapping.add(bench, steady.workload(i), stationaryRuns, 1);
      }
      System.err.printf(Locale.ROOT, "seed %d: %.1f s%n", seed, (System.nanoTime() - start) / 1e9);
    }
  }

  private FleetOptions options(long seed) {
    FleetOptions all = FleetOptions.of(workloads, seed);
    return faults.isEmpty()
        ? all
        : new FleetOptions(
            workloads,
            seed,
            all.faultShare(),
            faults.stream().map(Fault::of).collect(Collectors.toSet()),
            all.size());
  }

  private Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("benchmark", "fleet");
    document.put("firstSeed", firstSeed);
    document.put("seeds", seeds);
    document.put("workloadsOfEachSeed", workloads);
    document.put("runs", runs);
    document.put("stationaryRuns", stationaryRuns);
    document.put("score", score.document());
    document.put("flapping", flapping.document());
    return document;
  }
}
