package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.RunBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectedEndTest {
  /** 4 slots; tasks of 10 s; the stage has 100, of which so many have ended. */
  private static RunBuilder running(int ended) {
    return RunBuilder.application("live")
        .executors(2, 2, "1g")
        .job(
            job ->
                job.stage(
                        "s",
                        100,
                        s ->
                            s.stillRunning()
                                .tasks(
                                    (t, i) -> {
                                      t.durationMs(10_000);
                                      if (i >= ended) {
                                        t.eventLost();
                                      }
                                    }))
                    .stillRunning());
  }

  private static ExpectedEnd only(RunBuilder story) {
    List<ExpectedEnd> ends = ExpectedEnd.of(story.build());
    assertThat(ends).hasSize(1);
    return ends.get(0);
  }

  @Test
  void tasksLeftTakeAsLongAsThoseThatEnded() {
    Run run = running(40).build();
    Instant now = run.lastEventTime().orElseThrow();

    ExpectedEnd end = ExpectedEnd.of(run).get(0);

    assertThat(end.tasksLeft()).isEqualTo(60);
    ExpectedEnd.Range range = end.end().orElseThrow();
    assertThat(range.expected()).isEqualTo(now.plusSeconds(150));
    assertThat(range.earliest()).isEqualTo(now.plusSeconds(140));
    assertThat(range.latest()).isEqualTo(now.plusSeconds(160));
    assertThat(end.doubt())
        .isEqualTo(
            "if its 60 tasks left take as long as those that have ended, 10.0 s on average, on 4"
                + " slots");
  }

  /** More slots than tasks are of no use to them. */
  @Test
  void theLastTasksTakeAMeanTime() {
    Run run = running(99).build();

    ExpectedEnd.Range range = ExpectedEnd.of(run).get(0).end().orElseThrow();

    assertThat(range.expected()).isEqualTo(run.lastEventTime().orElseThrow().plusSeconds(10));
    assertThat(range.earliest()).isEqualTo(run.lastEventTime().orElseThrow());
  }

  @Test
  void nothingIsSaidBeforeThreeTasksHaveEnded() {
    ExpectedEnd end = only(running(2));

    assertThat(end.end()).isEmpty();
    assertThat(end.doubt()).isEqualTo("fewer than 3 of its tasks have ended");
  }

  @Test
  void nothingIsSaidWhereEventsWereLost() {
    ExpectedEnd end = only(running(40).agentReport(5, false));

    assertThat(end.end()).isEmpty();
    assertThat(end.doubt()).contains("were lost");
  }

  /** The last tasks do not end: they are not like those that did. */
  @Test
  void nothingIsSaidOfStragglers() {
    ExpectedEnd end = only(running(98).driverWorks(Duration.ofMinutes(5)).heapPeak("1", 1 << 20));

    assertThat(end.end()).isEmpty();
    assertThat(end.doubt()).isEqualTo("tasks of it run longer than any that has ended");
  }

  @Test
  void nothingIsSaidWithoutExecutors() {
    assertThat(only(running(40).executorRemoved("1", "idle").executorRemoved("2", "idle")).doubt())
        .isEqualTo("no executor is there");
  }

  @Test
  void aRunThatHasEndedHasNoStagesThatRun() {
    assertThat(ExpectedEnd.of(running(40).ended().build())).isEmpty();
  }
}
