package io.attune.benchmarks.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverheadFindingsTest {
  private static final String AGENT = Names.agent(Names.FAST);

  @Test
  void takesRatiosWithinARepeatAndLeavesTheWarmUpOut() {
    OverheadFindings findings =
        new OverheadFindings(
            List.of(
                pass(Names.LOG, 0, 1, null),
                pass(AGENT, 0, 1_000, account(0)),
                pass(Names.LOG, 1, 20_000, null),
                pass(AGENT, 1, 2_000, account(0)),
                pass(Names.LOG, 2, 40_000, null),
                pass(AGENT, 2, 2_000, account(0)),
                pass(Names.LOG, 3, 30_000, null),
                pass(AGENT, 3, 6_000, account(4))));

    assertThat(findings.ratios(AGENT, ListenerPass::cpuNanos)).containsExactly(0.1, 0.05, 0.2);
    assertThat(findings.median(AGENT, ListenerPass::cpuNanos)).isEqualTo(2_000);
    assertThat(findings.account(AGENT).taskEnds()).as("all four passes").isEqualTo(40);
    assertThat(findings.table())
        .contains(AGENT + " ÷ EventLoggingListener, CPU")
        .contains("0.100  (0.050 to 0.200; wanted at most 1)")
        .contains("40 task ends played, 48 events taken")
        .contains("numbered 48 = sent 44 + undelivered 0 + dropped 4; task ends lost 4");
    assertThat(findings.document()).containsKeys("facts", "passes", "ratios", "accounts");
    assertThat(((Map<?, ?>) findings.document().get("passes")).keySet())
        .extracting(Object::toString)
        .containsExactly(Names.LOG, AGENT);
  }

  @Test
  void refusesAnAccountThatDoesNotAddUp() {
    DeliveryCounts wrong = new DeliveryCounts(10, 12, 12, 5, 0, 4, 4, 0);

    assertThatThrownBy(() -> new OverheadFindings(List.of(pass(AGENT, 2, 1, wrong))))
        .hasMessageStartingWith(AGENT + ", repeat 2: numbered 12");
  }

  @Test
  void findsQuantilesOfTimes() {
    TimeRecorder times = new TimeRecorder(200);
    for (int i = 200; i >= 1; i--) {
      times.add(i);
    }

    assertThat(times.spread()).isEqualTo(new TimeDistribution(200, 100.5, 100, 198, 200));
    assertThat(new TimeRecorder(3).spread()).isEqualTo(TimeDistribution.NONE);
  }

  private static DeliveryCounts account(int dropped) {
    return new DeliveryCounts(10, 12, 12, 12 - dropped, 0, dropped, dropped, 0);
  }

  private static ListenerPass pass(
      String listener, int repeat, double nanos, DeliveryCounts account) {
    TimeDistribution spread =
        new TimeDistribution(10, nanos, (long) nanos, (long) nanos, (long) nanos);
    return new ListenerPass(
        listener, repeat, spread, spread, spread, nanos, 100, nanos, 1, 1, false, account);
  }
}
