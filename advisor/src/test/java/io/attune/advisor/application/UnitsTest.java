package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.JobBuilder;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.JobContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class UnitsTest {
  private static final String UUID = "0f6a6c8e-5c1b-4a57-9d4e-0d2e6ef6f0aa";

  private static RunBuilder application() {
    return RunBuilder.application("night").executors(2, 2, "1g");
  }

  private static Consumer<JobBuilder> job(Consumer<JobBuilder> who) {
    return job -> {
      who.accept(job);
      job.stage("work", 4, s -> s.tasks((t, i) -> t.durationMs(1_000)));
    };
  }

  private static Consumer<JobBuilder> job(JobContext.Builder context) {
    return job((JobBuilder job) -> job.context(context));
  }

  private static Consumer<JobBuilder> group(String group) {
    return job((JobBuilder job) -> job.group(group));
  }

  private static List<String> names(RunBuilder story) {
    return Units.of(story.build().application()).all().stream()
        .map(unit -> unit.map(JobUnit::name).orElse(""))
        .toList();
  }

  private static String only(Consumer<JobBuilder> job) {
    return names(application().job(job)).get(0);
  }

  @Test
  void the_order_of_the_kinds() {
    JobContext.Builder all =
        JobContext.newBuilder()
            .setUnit("mine")
            .setDataForgeSource("crm")
            .setDataForgeProcessType("Parse")
            .setDataForgeProcessId("17")
            .setDatabricksJobId("11")
            .setDatabricksTaskKey("load")
            .setDatabricksNotebook("/etl")
            .setConnectUser("ann")
            .setParentJob("prod/daily");

    assertThat(only(job(all))).isEqualTo("unit=mine");
    assertThat(only(job(all.setUnit(null)))).isEqualTo("dataforge=crm/Parse");
    assertThat(only(job(all.setDataForgeSource(null).setDataForgeProcessType(null))))
        .isEqualTo("databricks=11/load");
    assertThat(only(job(all.setDatabricksJobId(null)))).isEqualTo("notebook=/etl");
    assertThat(only(job(all.setDatabricksNotebook(null)))).isEqualTo("connect=ann");
    all.setConnectUser(null);
    assertThat(
            only(
                job(
                    (JobBuilder job) ->
                        job.context(all).group(UUID).property("sql.streaming.queryId", UUID))))
        .isEqualTo("query=" + UUID);
    assertThat(only(job((JobBuilder job) -> job.context(all).group("nightly"))))
        .isEqualTo("group=nightly");
    assertThat(only(job(all))).isEqualTo("parent=prod/daily");
  }

  @Test
  void a_job_group_that_is_an_id_names_nothing() {
    assertThat(only(group(UUID))).isEmpty();
    assertThat(only(group("8254587236219938424_5173411290243134571_" + UUID))).isEmpty();
    assertThat(only(group("load-2026-01-05-17"))).isEqualTo("group=load");
  }

  @Test
  void what_the_configuration_says_as_well_tells_nothing() {
    RunBuilder story =
        RunBuilder.application("night")
            .property("spark.attune.unit", "mine")
            .executors(2, 2, "1g")
            .job(job(JobContext.newBuilder().setUnit("mine")))
            .job(job((JobBuilder job) -> {}));

    assertThat(names(story)).containsExactly("");
  }

  @Test
  void statements_of_a_thrift_server_are_told_apart_by_their_shape() {
    RunBuilder story =
        RunBuilder.application("Thrift JDBC/ODBC Server")
            .executors(2, 2, "1g")
            .job(job((JobBuilder j) -> j.group(UUID).description("select a from t where b = 7")))
            .job(job((JobBuilder j) -> j.group(UUID).description("select a from t where  b = 8")));

    assertThat(names(story)).containsExactly("statement=select a from t where b = ?");
  }

  @Test
  void a_job_without_a_unit_has_that_of_its_sql_execution() {
    RunBuilder story =
        application()
            .job(
                j ->
                    j.group(UUID)
                        .stage("broadcast", 1, s -> s.sql(3).tasks((t, i) -> t.durationMs(10))))
            .job(
                j ->
                    j.group("nightly")
                        .stage("join", 1, s -> s.sql(3).tasks((t, i) -> t.durationMs(10))));

    assertThat(names(story)).containsExactly("group=nightly");
  }

  private static final String PARTITIONS = "spark.sql.shuffle.partitions";

  /** A query of the session that has set so many partitions; of the application's own with null. */
  private static RunBuilder queries(String... partitions) {
    RunBuilder story = application();
    for (int i = 0; i < partitions.length; i++) {
      int id = i;
      if (partitions[i] != null) {
        story.sqlConfig(id, PARTITIONS, partitions[i]);
      }
      story.job(j -> j.stage("work", 4, s -> s.sql(id).tasks((t, n) -> t.durationMs(1_000))));
    }
    return story;
  }

  @Test
  void sessions_side_by_side_are_told_apart_by_what_they_set() {
    assertThat(names(queries(null, "400", null))).containsExactly("", "session=" + PARTITIONS);
    assertThat(names(queries(null, "400", "24", null, "400")))
        .containsExactly("", "session=" + PARTITIONS + " (2)", "session=" + PARTITIONS);
    assertThat(names(queries("400", "24", "400"))).hasSize(2).doesNotContain("");
  }

  @Test
  void a_session_is_the_same_one_when_it_follows_advice_about_a_value() {
    assertThat(names(queries(null, "24", null))).isEqualTo(names(queries(null, "400", null)));
  }

  @Test
  void a_program_that_changes_a_setting_is_no_session() {
    assertThat(names(queries(null, null, "400", "400"))).containsExactly("");
    assertThat(names(queries(null, "400", "24"))).containsExactly("");
  }

  @Test
  void a_program_that_works_its_settings_out_is_no_session() {
    assertThat(names(queries("1", "2", "3", "4", "5", "6", "7", "8", "9", "1")))
        .containsExactly("");
  }

  @Test
  void settings_that_bear_on_nothing_tell_no_session() {
    RunBuilder story = queries(null, null, null).sqlConfig(1, "spark.sql.ansi.enabled", "false");

    assertThat(names(story)).containsExactly("");
  }

  @Test
  void a_job_with_a_name_keeps_it_whatever_its_session_sets() {
    RunBuilder story = application().sqlConfig(1, PARTITIONS, "400");
    for (long id = 0; id < 3; id++) {
      long execution = id;
      story.job(
          j ->
              j.group("nightly")
                  .stage("work", 4, s -> s.sql(execution).tasks((t, n) -> t.durationMs(1_000))));
    }

    assertThat(names(story)).containsExactly("group=nightly");
  }

  @Test
  void so_many_units_and_no_more() {
    RunBuilder story = application();
    for (int i = 0; i < Units.LIMIT + 44; i++) {
      int letter = i;
      story.job(group("unit " + (char) ('a' + letter / 26) + (char) ('a' + letter % 26) + "x"));
    }

    assertThat(names(story)).hasSize(Units.LIMIT + 1).contains("");
  }

  @Test
  void the_parts_are_the_whole_and_survive_being_stored() {
    Run run =
        application()
            .job(group("a"))
            .job(job(JobContext.newBuilder().setUnit("b")))
            .job(job((JobBuilder job) -> {}))
            .build();
    ApplicationState stored = ApplicationState.fromBytes(run.application().toBytes());

    assertThat(stored.toBytes()).isEqualTo(run.application().toBytes());
    Units units = Units.of(stored);
    assertThat(units.all())
        .containsExactly(
            Optional.of(new JobUnit(JobUnit.Kind.GROUP, "a")),
            Optional.of(new JobUnit(JobUnit.Kind.UNIT, "b")),
            Optional.empty());
    List<Run> parts = units.all().stream().map(unit -> units.of(run, unit)).toList();
    assertThat(parts)
        .extracting(Run::workload)
        .containsExactly("night/group=a", "night/unit=b", "night");
    assertThat(parts).allSatisfy(part -> assertThat(part.stages()).hasSize(1));
    assertThat(parts).allSatisfy(part -> assertThat(part.application().jobs()).hasSize(1));
  }

  @Test
  void the_span_of_a_unit_leaves_out_the_time_of_others() {
    Run run =
        application()
            .job(group("a"))
            .driverWorks(Duration.ofMillis(300))
            .job(group("b"))
            .job(group("a"))
            .build();
    ApplicationState whole = run.application();
    Units units = Units.of(whole);
    List<JobDescriptor> jobs = List.copyOf(whole.jobs());
    long ofB =
        Duration.between(
                jobs.get(1).submissionTime().orElseThrow(),
                jobs.get(1).completionTime().orElseThrow())
            .toMillis();

    assertThat(ofB).isPositive();
    assertThat(units.of(run, units.of(jobs.get(0))).application().spanMs())
        .isEqualTo(whole.spanMs() - ofB);
    assertThat(units.of(run, units.of(jobs.get(1))).application().spanMs()).isEqualTo(ofB);
  }

  @Test
  void the_workload_of_a_unit_tells_the_application() {
    String workload = new JobUnit(JobUnit.Kind.DATAFORGE, "crm/group=x").workload("ns/night");

    assertThat(JobUnit.applicationIn(workload)).isEqualTo("ns/night");
    assertThat(JobUnit.nameIn(workload)).contains("dataforge=crm/group=x");
    assertThat(JobUnit.nameIn("ns/night")).isEmpty();
  }
}
