package io.attune.advisor.rules.executors;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.advisor.testing.StageBuilder;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LocalityWaitRuleTest {
  private final Rule rule = new LocalityWaitRule();

  private static RunBuilder application() {
    return RunBuilder.application("lookup");
  }

  /** Tasks that all want the executor with the cached partition, as 8 slots are there. */
  private static Consumer<StageBuilder> cached(long taskMs) {
    return s ->
        s.rdd(1, "ParallelCollectionRDD", "parallelize", "Memory Deserialized 1x Replicated")
            .onlyOn(1)
            .tasks((t, i) -> t.durationMs(taskMs).input(1_000, 10));
  }

  private static RunBuilder lookup(RunBuilder story, int tasks, Consumer<StageBuilder> what) {
    return story.executors(4, 2, "1g").stage("count", tasks, what);
  }

  @Test
  void slots_that_are_free_while_tasks_wait_are_told() {
    // 32 tasks of 1 s on 2 of 8 slots: launched over 15 s, 4 s of work for all slots.
    Advice advice = only(ask(rule, lookup(application(), 32, cached(1_000))));

    assertThat(advice.setting().orElseThrow().property()).isEqualTo("spark.locality.wait");
    assertThat(advice.setting().orElseThrow().recommended()).isEqualTo("0s");
    assertThat(advice.severity()).isEqualTo(Severity.MODERATE);
    assertThat(advice.summary())
        .startsWith("0s as the wait for locality: for at least 11.0 s in 1 stage")
        .contains("while 5 of 8 slots were free");
  }

  @Test
  void edges() {
    silence(
        ask(rule, lookup(application(), 32, cached(1_000)), "locality-wait.min-lost-ms: 11001"));
    only(ask(rule, lookup(application(), 32, cached(1_000)), "locality-wait.min-lost-ms: 11000"));
    assertThat(
            only(ask(
                    rule,
                    lookup(application(), 32, cached(1_000)),
                    "locality-wait.high-lost-ms: 11000"))
                .severity())
        .isEqualTo(Severity.HIGH);
    RunBuilder patient =
        lookup(application().property("spark.locality.wait", "20s"), 32, cached(1_000));
    only(ask(rule, patient, "locality-wait.min-tasks: 32"));
    silence(ask(rule, patient, "locality-wait.min-tasks: 33"));
    silence(ask(rule, lookup(application(), 32, cached(1_000)), "locality-wait.most-launches: 2"));
  }

  @Test
  void tasks_on_all_executors_are_left_alone() {
    silence(
        ask(
            rule,
            lookup(application(), 320, s -> cached(1_000).accept(s.onlyOn(1)))
                .stage("next", 320, s -> s.tasks((t, i) -> t.durationMs(40_000)))));
    silence(
        ask(
            rule,
            lookup(
                application(),
                32,
                s -> {
                  cached(1_000).accept(s);
                  s.onlyOn(4);
                })));
  }

  @Test
  void few_tasks_that_wait_as_long_in_every_batch_are_told() {
    // As of a stream from Kafka: two partitions have their executor, the third comes a wait later.
    Advice advice = only(ask(rule, batches(4_000)));

    assertThat(advice.setting().orElseThrow().property()).isEqualTo("spark.locality.wait");
    assertThat(advice.summary()).contains("in 6 stages").contains("of 8 slots were free");

    assertThat(silence(ask(rule, batches(2_900)))).contains("no slots were free for long");
  }

  /** Four tasks on two of eight slots, in each of six stages. */
  private static RunBuilder batches(long taskMs) {
    RunBuilder story = application().executors(4, 2, "1g");
    for (int batch = 0; batch < 6; batch++) {
      story.stage(
          "batch " + batch,
          4,
          s ->
              s.rdd(1, "KafkaRDD", "createDirectStream", null)
                  .onlyOn(1)
                  .tasks((t, i) -> t.durationMs(taskMs)));
    }
    return story;
  }

  @Test
  void what_has_no_place_waits_for_something_else() {
    silence(
        ask(
            rule,
            lookup(
                application(),
                32,
                s ->
                    s.rdd(1, "ParallelCollectionRDD", "parallelize", null)
                        .onlyOn(1)
                        .tasks((t, i) -> t.durationMs(1_000)))));
  }

  @Test
  void large_partitions_may_be_worth_the_wait() {
    silence(
        ask(
            rule,
            lookup(
                application(),
                32,
                s -> {
                  cached(1_000).accept(s);
                  s.tasks((t, i) -> t.durationMs(1_000).input(65 * MIB, 10));
                })));
  }

  @Test
  void failures_and_copies_have_launches_of_their_own() {
    silence(
        ask(
            rule,
            lookup(
                application(),
                32,
                s -> {
                  cached(1_000).accept(s);
                  s.tasks(
                      (t, i) -> {
                        t.durationMs(1_000);
                        if (i == 3) {
                          t.throwsOnce("java.io.IOException", "gone");
                        }
                      });
                })));
  }

  @Test
  void executors_that_come_later_were_not_free() {
    RunBuilder story =
        application()
            .property("spark.dynamicAllocation.enabled", "true")
            .executors(1, 2, "1g")
            .stage("count", 32, cached(1_000));
    story.executor("2", "host-2", 6);

    silence(ask(rule, story));
  }

  @Test
  void no_wait_and_waits_of_single_levels_are_left_alone() {
    assertThat(
            silence(
                ask(
                    rule,
                    lookup(application().property("spark.locality.wait", "0"), 32, cached(1_000)))))
        .contains("do not wait");
    silence(
        ask(
            rule,
            lookup(application().property("spark.locality.wait.node", "1s"), 32, cached(1_000))));
    silence(ask(rule, application().local(8, "1g").stage("count", 32, cached(1_000))));
  }

  @Test
  void free_cores_are_no_free_slots_where_tasks_need_accelerators() {
    assertThat(
            silence(
                ask(
                    rule,
                    lookup(
                        application().property("spark.task.resource.gpu.amount", "0.25"),
                        32,
                        cached(1_000)))))
        .contains("more than a core");
  }

  @Test
  void no_cluster_is_sized_while_tasks_wait() {
    Assessment assessment =
        Advisor.standard(RuleTable.standard())
            .assess(
                lookup(application(), 320, cached(1_000)).ended().build(), WorkloadHistory.empty());

    assertThat(assessment.recommendations())
        .extracting(Recommendation::getRuleId)
        .contains("locality-wait")
        .doesNotContain("executor-count");
    assertThat(assessment.silent().get("executor-count")).contains("near their data");
  }
}
