package io.attune.benchmarks.streaming;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code bench} without a subcommand: the streaming side, one benchmark after the other. */
public final class AllBenchmarks extends StreamBenchmark {
  /** For the command line. */
  public AllBenchmarks() {}

  @Override
  String name() {
    return "bench";
  }

  @Override
  List<Figures> measure(Path scratch) throws IOException, InterruptedException {
    List<Figures> all = new ArrayList<>(like(new ThroughputBenchmark()).measure(scratch));
    all.addAll(like(new LatencyBenchmark()).measure(scratch));
    if (!quick()) {
      all.addAll(like(new ScaleBenchmark()).measure(scratch));
    }
    return all;
  }
}
