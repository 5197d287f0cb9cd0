package io.attune.advisor.rules.code;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.advisor.testing.StageBuilder;
import io.attune.schemas.Condition;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PythonFunctionsRuleTest {
  private static final String ARROW = "spark.sql.execution.pythonUDF.arrow.enabled";
  private static final String BATCH = "spark.sql.execution.arrow.maxRecordsPerBatch";

  private final Rule rule = new PythonFunctionsRule();

  private static RunBuilder application(String version) {
    return RunBuilder.application("scores").sparkVersion(version).executors(2, 2, "1g");
  }

  private static RunBuilder application(String version, String arrow) {
    return RunBuilder.application("scores")
        .sparkVersion(version)
        .property(ARROW, arrow)
        .executors(2, 2, "1g");
  }

  /** Four tasks of so long, which ran workers for so long in all. */
  private static Consumer<StageBuilder> pickled(long rows, long taskMs, long workerMs) {
    return s ->
        s.sql(1)
            .node(
                "BatchEvalPython",
                n ->
                    n.description("BatchEvalPython [score(id#0L)#3], [pythonUDF0#5]")
                        .metric("number of output rows", rows)
                        .metric("data sent to Python workers", 10 * rows)
                        .metric("time to run Python workers", workerMs))
            .node("Range", n -> n.metric("number of output rows", rows))
            .tasks((t, i) -> t.durationMs(taskMs));
  }

  private static Consumer<StageBuilder> unmeasured(long rows, long taskMs, long cpuMs) {
    return s ->
        s.sql(1)
            .node("BatchEvalPython", n -> n.metric("number of output rows", rows))
            .node("Range", n -> n.metric("number of output rows", rows))
            .tasks((t, i) -> t.durationMs(taskMs).cpuTimeMs(cpuMs));
  }

  private static Consumer<StageBuilder> batches(long rows, long bytes) {
    return s ->
        s.sql(1)
            .node(
                "ArrowEvalPython",
                n ->
                    n.metric("number of output rows", rows)
                        .metric("data sent to Python workers", bytes))
            .node("Range", n -> n.metric("number of output rows", rows))
            .tasks((t, i) -> t.durationMs(20_000));
  }

  private static RunBuilder workersOf(long bytes) {
    return application("3.5.9")
        .peaks("1", peaks -> peaks.setProcessTreePythonRssMemoryBytes(bytes));
  }

  @Test
  void rows_that_are_pickled_one_by_one_go_by_arrow() {
    Advice advice =
        only(ask(rule, application("4.0.1").stage("save", 4, pickled(4_000_000, 20_000, 60_000))));

    assertThat(advice.setting().orElseThrow().property()).isEqualTo(ARROW);
    assertThat(advice.setting().orElseThrow().recommended()).isEqualTo("true");
    assertThat(advice.setting().orElseThrow().current()).contains("false");
    assertThat(advice.conditions()).isEmpty();
    assertThat(advice.summary())
        .contains("75 % of 20.0 s in stage 0 (save) is 4,000,000 rows that are pickled one by one");
    assertThat(advice.time().getLow()).isEqualTo(-15_000.0);
  }

  @Test
  void versions_that_do_not_have_it_and_versions_that_have_it_on() {
    Advice words =
        only(ask(rule, application("3.3.4").stage("x", 4, unmeasured(4_000_000, 20_000, 5_000))));
    assertThat(words.setting()).isEmpty();
    assertThat(words.summary()).startsWith("up to 75 % of 20.0 s").contains("pandas_udf");

    silence(ask(rule, application("4.2.0").stage("x", 4, pickled(4_000_000, 20_000, 60_000))));
    assertThat(
            setting(
                    ask(
                        rule,
                        application("4.2.0", "false")
                            .stage("x", 4, pickled(4_000_000, 20_000, 60_000))))
                .rollback())
        .contains("false");
    silence(
        ask(rule, application("3.5.9", "true").stage("x", 4, pickled(4_000_000, 20_000, 60_000))));
  }

  @Test
  void time_that_the_version_does_not_tell_is_taken_from_tasks_that_did_nothing() {
    Advice advice =
        only(ask(rule, application("3.5.9").stage("x", 4, unmeasured(4_000_000, 20_000, 5_000))));
    assertThat(advice.conditions())
        .extracting(Condition::getName)
        .containsExactly("time-estimated");
    // Tasks that work themselves for more than half of their time.
    silence(ask(rule, application("3.5.9").stage("x", 4, unmeasured(4_000_000, 20_000, 10_001))));
  }

  @Test
  void a_function_that_takes_long_itself_is_left_alone() {
    assertThat(
            silence(
                ask(rule, application("3.5.9").stage("x", 4, pickled(1_000_000, 20_000, 60_000)))))
        .contains("not the way to them");
  }

  @Test
  void edges() {
    // 5 s of workers for 100,000 rows are 50 µs for each.
    only(
        ask(
            rule,
            application("3.5.9").stage("x", 4, pickled(100_000, 2_500, 5_000)),
            "relevance.min-wall-ms: 1000"));
    silence(
        ask(
            rule,
            application("3.5.9").stage("x", 4, pickled(99_999, 2_500, 5_000)),
            "relevance.min-wall-ms: 1000"));
    silence(
        ask(
            rule,
            application("3.5.9").stage("x", 4, pickled(100_000, 2_500, 5_001)),
            "relevance.min-wall-ms: 1000"));
    silence(ask(rule, application("3.5.9").stage("x", 4, pickled(900_000, 20_000, 39_999))));
    only(ask(rule, application("3.5.9").stage("x", 4, pickled(900_000, 20_000, 40_000))));
    assertThat(silence(ask(rule, application("3.5.9").stage("x", 4, s -> s.sql(1)))))
        .contains("no query sent rows to Python");
  }

  @Test
  void batches_that_fill_the_memory_of_the_workers_get_fewer_rows() {
    // 40 KiB a row: 10,000 of them are 390 MiB, and 32 MiB are 819. The overhead is 384 MiB.
    Advice advice =
        only(ask(rule, workersOf(308 * MIB).stage("x", 4, batches(80_000, 80_000L * 40_960))));

    assertThat(advice.setting().orElseThrow().property()).isEqualTo(BATCH);
    assertThat(advice.setting().orElseThrow().recommended()).isEqualTo("819");
    assertThat(advice.summary()).contains("instead of 10,000", "has 40 KiB", "took 308 MiB");
    silence(ask(rule, workersOf(306 * MIB).stage("x", 4, batches(80_000, 80_000L * 40_960))));
    // A task with 1,000 rows has no batch of more.
    silence(ask(rule, workersOf(380 * MIB).stage("x", 4, batches(4_000, 4_000L * 40_960))));
    // 128 MiB in 10,000 rows.
    only(ask(rule, workersOf(380 * MIB).stage("x", 4, batches(80_000, 80_000L * 13_422))));
    silence(ask(rule, workersOf(380 * MIB).stage("x", 4, batches(80_000, 80_000L * 13_421))));
  }

  @Test
  void a_kill_at_the_limit_counts_where_nobody_measured_the_workers() {
    RunBuilder killed =
        application("3.5.9")
            .executorRemoved(
                "2", "Container killed by YARN for exceeding memory limits. 1.5 GB of 1.4 GB used");
    assertThat(only(ask(rule, killed.stage("x", 4, batches(80_000, 80_000L * 40_960)))).summary())
        .contains("an executor was killed at its memory limit");
  }
}
