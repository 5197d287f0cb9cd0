package io.attune.benchmarks.lab;

import static io.attune.benchmarks.lab.Results.round;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabTableTest {
  private static final ReceivedAdvice ADVICE = Results.advice("skew", -4000.0);

  @Test
  void theSummaryHoldsTheResultsAgainstTheBars() {
    String table =
        table(
            Results.of(
                "good",
                WorkloadKind.MISTUNED,
                round(0, 2, 20).withAdvice(List.of(ADVICE)),
                round(1, 2, 9)),
            Results.of(
                "bad",
                WorkloadKind.MISTUNED,
                round(0, 2, 20).withAdvice(List.of(ADVICE)),
                round(1, 2, 25)),
            Results.of("fine", WorkloadKind.HEALTHY, round(0, 2, 10)),
            Results.of(
                "nagged", WorkloadKind.HEALTHY, round(0, 2, 10).withAdvice(List.of(ADVICE))));

    assertThat(table)
        .contains("6 runs; load average of the machine as they began: 0.5 at the median")
        .contains("or made it fail: 1 of 2: bad.")
        .contains("cost -15 % at the median of 2")
        .contains("more than 10 % slower: 1: bad.")
        .contains("with advice: 1 of 2: nagged.");
  }

  @Test
  void aRowSaysWhatMovedAndWhatWasPromised() {
    String table =
        table(
            Results.of(
                "good",
                WorkloadKind.MISTUNED,
                round(0, 2, 20, 22, 21)
                    .withAdvice(List.of(ADVICE, ADVICE, Results.advice("spill", -2000.0))),
                round(1, 2, 9, 10, 11)));

    assertThat(table)
        .contains("| good | 3.5.9 | mis-tuned | 3 | `x` 0 → 1 | 21.0 → 10.0 | -52 % |")
        .contains("| -6.0 → -11.0 | good |");
  }

  @Test
  void theTableIsMadeFromTheFiles(@TempDir Path folder) throws Exception {
    WorkloadResult result =
        Results.of(
            "kept",
            WorkloadKind.MISTUNED,
            round(0, 2, 20).withAdvice(List.of(ADVICE)),
            round(1, 2, 9));
    result.write(folder);

    assertThat(WorkloadResult.readAll(folder)).containsExactly(result);
    assertThat(WorkloadResult.file(folder, "kept", Workload.SPARK_3_5)).exists();
  }

  @Test
  void nothingMeasuredIsNoFailure() {
    assertThat(table()).contains("Nothing has been measured yet.");
  }

  private static String table(WorkloadResult... results) {
    return new LabTable(List.of(results)).markdown();
  }
}
