package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.JobBuilder;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.JobContext;
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
  void the_workload_of_a_unit_tells_the_application() {
    String workload = new JobUnit(JobUnit.Kind.DATAFORGE, "crm/group=x").workload("ns/night");

    assertThat(JobUnit.applicationIn(workload)).isEqualTo("ns/night");
    assertThat(JobUnit.nameIn(workload)).contains("dataforge=crm/group=x");
    assertThat(JobUnit.nameIn("ns/night")).isEmpty();
  }
}
