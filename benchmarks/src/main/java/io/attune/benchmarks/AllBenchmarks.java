package io.attune.benchmarks;

import io.attune.benchmarks.agent.AgentBenchmark;
import io.attune.benchmarks.harness.Findings;
import io.attune.benchmarks.streaming.LatencyBenchmark;
import io.attune.benchmarks.streaming.ScaleBenchmark;
import io.attune.benchmarks.streaming.StreamBenchmark;
import io.attune.benchmarks.streaming.ThroughputBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code bench} without a subcommand: runs the benchmarks of the pipeline and the agent. */
public final class AllBenchmarks extends StreamBenchmark {
  /** For picocli. */
  public AllBenchmarks() {}

  @Override
  protected String name() {
    return "bench";
  }

  @Override
  public List<Findings> measure(Path scratch) throws IOException, InterruptedException {
    List<Findings> all = new ArrayList<>(like(new ThroughputBenchmark()).measure(scratch));
    all.addAll(like(new LatencyBenchmark()).measure(scratch));
    all.addAll(like(new AgentBenchmark()).measure(scratch));
    if (!quick()) {
      all.addAll(like(new ScaleBenchmark()).measure(scratch));
    }
    return all;
  }
}
