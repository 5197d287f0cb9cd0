package io.attune.benchmarks.lab;

import static io.attune.benchmarks.lab.Results.round;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabSessionTest {
  @Test
  void firstAndLastRoundTakeTurnsAndEveryOtherTimeBackwards() {
    WorkloadResult result =
        Results.of("w", WorkloadKind.MISTUNED, round(0, 2, 20), round(1, 2, 15), round(2, 2, 10));

    assertThat(LabSession.turns(result, 2)).containsExactly(0, 2);
    assertThat(LabSession.turns(result, 3)).containsExactly(2, 0);
  }

  @Test
  void aRoundThatLooksLikeALossIsRepeatedAsWell() {
    WorkloadResult result =
        Results.of("w", WorkloadKind.MISTUNED, round(0, 2, 20), round(1, 2, 25), round(2, 2, 10));

    assertThat(LabSession.turns(result, 2)).containsExactly(0, 1, 2);
  }

  @Test
  void aWorkloadThatWasLeftAloneIsNotRunAgain() {
    assertThat(LabSession.turns(Results.of("w", WorkloadKind.HEALTHY, round(0, 2, 20)), 2))
        .isEmpty();
  }
}
