package io.attune.benchmarks.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.offline.RunCollector;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** What the benchmark of latency waits for has to come. */
class ProbeTest {
  private final Advisor advisor = Advisor.standard(RuleTable.standard());

  @Test
  void aProbeIsAdvisedWhenItsStageIsCompleteAndNotBefore() {
    for (int number = 0; number < 50; number++) {
      SyntheticRun run = new SyntheticRun(10_000_000 + number, LatencyBenchmark.PROBE);
      RunCollector collector = new RunCollector();
      boolean complete = false;
      while (!complete) {
        if (run.isAtTask()) {
          assertThat(advice(collector)).as("probe %d, before", number).isZero();
        }
        SpecificRecord event = run.next();
        if (event instanceof TaskMetrics task) {
          collector.task(task);
        } else {
          collector.lifecycle((LifecycleEvent) event);
          complete = ((LifecycleEvent) event).getKind() == LifecycleKind.STAGE_COMPLETED;
        }
      }
      assertThat(advice(collector)).as("probe %d, when its stage is complete", number).isPositive();
    }
  }

  private int advice(RunCollector collector) {
    return advisor
        .assess(collector.run().orElseThrow(), WorkloadHistory.empty())
        .recommendations()
        .size();
  }
}
