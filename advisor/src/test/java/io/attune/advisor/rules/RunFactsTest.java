package io.attune.advisor.rules;

import static io.attune.advisor.rules.Asking.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.statistics.LargeTask;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import org.junit.jupiter.api.Test;

/** What rules are given of a run, as its events say it. */
class RunFactsTest {
  private static RunFacts facts(RunBuilder story) {
    return Asking.assessor(story.ended().build(), WorkloadHistory.empty(), RuleTable.standard())
        .context()
        .facts();
  }

  private static RunBuilder story() {
    return RunBuilder.application("facts").executors(2, 2, "2g");
  }

  @Test
  void jobsThatFailAreCountedAndThoseThatSomebodyCancelledAreNot() {
    assertThat(facts(story().job(j -> j.stage("a", 2, s -> {}))).failedJobs()).isZero();
    assertThat(
            facts(
                    story()
                        .job(j -> j.stage("a", 2, s -> {}).fails("java.lang.Error: broken"))
                        .job(j -> j.stage("b", 2, s -> {}).fails("java.lang.Error: broken")))
                .failedJobs())
        .isEqualTo(2);
    assertThat(
            facts(
                    story()
                        .job(
                            j ->
                                j.stage("a", 2, s -> {})
                                    .fails("Job 0 cancelled part of cancelled job group x")))
                .failedJobs())
        .isZero();
  }

  @Test
  void aSecondAttemptOfAStageIsNotItsFirst() {
    RunFacts facts = facts(story().stage("first", 2, s -> {}).stage("again", 2, s -> s.attempt(1)));

    assertThat(facts.stages()).extracting(StageFacts::attempt).containsExactly(0, 1);
    assertThat(facts.stages()).extracting(StageFacts::isFirstAttempt).containsExactly(true, false);
  }

  @Test
  void recordsOfATaskAreThoseOfStorageAndOfShuffles() {
    RunFacts facts =
        facts(
            story()
                .stage(
                    "reads",
                    1,
                    s -> s.tasks((t, i) -> t.input(MIB, 300).shuffleRead(MIB, 20).durationMs(9))));

    assertThat(facts.stages().get(0).state().longestTasks())
        .extracting(LargeTask::readRecords)
        .containsExactly(320L);
  }
}
