package io.attune.benchmarks.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DeliveryCountsTest {
  /** 90 task ends of 100 events; 7 dropped and 5 undelivered, of which 9 are task ends. */
  private static final DeliveryCounts GOOD = new DeliveryCounts(90, 100, 103, 91, 5, 7, 9, 0);

  @Test
  void passesWhenEveryNumberIsAccountedFor() {
    assertThatCode(() -> GOOD.check("pass")).doesNotThrowAnyException();
    assertThatCode(() -> GOOD.plus(GOOD).check("both")).doesNotThrowAnyException();
    assertThat(GOOD.plus(GOOD)).isEqualTo(new DeliveryCounts(180, 200, 206, 182, 10, 14, 18, 0));
  }

  @Test
  void failsWhenARecordIsMissing() {
    assertThatThrownBy(() -> new DeliveryCounts(90, 100, 103, 90, 5, 7, 9, 0).check("pass 3"))
        .hasMessage("pass 3: numbered 103 is not sent 90 + undelivered 5 + dropped 7");
  }

  @Test
  void failsWhenAFateIsOpen() {
    assertThatThrownBy(() -> new DeliveryCounts(90, 100, 103, 91, 5, 7, 9, 2).check("pass 3"))
        .hasMessage("pass 3: 2 events are neither sent nor lost after the end");
  }

  @Test
  void failsWhenTaskEndsCannotBe() {
    assertThatThrownBy(
            () -> new DeliveryCounts(90, 100, 103, 91, 5, 7, 13, 0).check("more than all"))
        .hasMessageContaining("of which 13 task ends");
    assertThatThrownBy(() -> new DeliveryCounts(90, 89, 103, 91, 5, 7, 9, 0).check("not taken"))
        .hasMessageContaining("90 task ends were played, 89 events taken");
  }

  @Test
  void believesTheBrokerAndNotTheAgent() {
    assertThatCode(() -> GOOD.checkArrived("fast", 91, 81, false)).doesNotThrowAnyException();
    assertThatThrownBy(() -> GOOD.checkArrived("fast", 90, 81, false))
        .hasMessage("fast: the topics hold 90 records, 81 of tasks; the agent says 91 and 81");
    assertThatThrownBy(() -> GOOD.checkArrived("fast", 91, 80, false))
        .hasMessageContaining("80 of tasks");
  }

  @Test
  void knowsThatWhatWasGivenUpMayArriveLate() {
    assertThatCode(() -> GOOD.checkArrived("slow", 96, 84, true)).doesNotThrowAnyException();
    assertThatThrownBy(() -> GOOD.checkArrived("slow", 97, 84, true)).hasMessageContaining("97");
    assertThatThrownBy(() -> GOOD.checkArrived("slow", 90, 81, true)).hasMessageContaining("90");
  }
}
