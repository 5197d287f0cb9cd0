package io.attune.benchmarks.lab;

import static io.attune.benchmarks.lab.Results.round;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabVerdictTest {
  @Test
  void theLastRoundIsHeldAgainstTheWorkloadAsItCame() {
    LabVerdict verdict = verdict(round(0, 2, 20, 20), round(1, 2, 15, 15), round(2, 2, 10, 10));

    assertThat(verdict.time().change()).isEqualTo(-0.5);
    assertThat(verdict.cost().change()).isEqualTo(-0.5);
    assertThat(verdict.harm()).isEmpty();
  }

  @Test
  void aStepThatMakesItSlowerIsFoundThoughTheNextMendsIt() {
    assertThat(verdict(round(0, 2, 10), round(1, 2, 12), round(2, 2, 5)).harm())
        .contains("round 1 slower by +20 %");
  }

  @Test
  void fasterButDearerIsHarmToo() {
    assertThat(verdict(round(0, 1, 10), round(1, 2, 9)).harm())
        .contains("round 1 more expensive by +80 %");
  }

  @Test
  void aRoundThatFailsIsHarmUnlessItFailedBefore() {
    Configuration failed =
        Results.empty(1, 2, java.util.Map.of()).withRun(Results.run(10, 2, false));

    assertThat(verdict(round(0, 2, 10), failed).harm()).contains("round 1 fails");
    LabVerdict rescued = verdict(failed, round(1, 2, 40));
    assertThat(rescued.harm()).isEmpty();
    assertThat(rescued.succeedsBefore()).isFalse();
    assertThat(rescued.succeedsAfter()).isTrue();
  }

  @Test
  void adviceThatIsNotFollowedStillCountsAsSpoken() {
    LabVerdict verdict = verdict(round(0, 2, 10).withAdvice(List.of(Results.advice("skew", null))));

    assertThat(verdict.isAdvised()).isTrue();
    assertThat(verdict.isChanged()).isFalse();
  }

  private static LabVerdict verdict(Configuration... rounds) {
    return LabVerdict.of(Results.of("w", WorkloadKind.MISTUNED, rounds));
  }
}
