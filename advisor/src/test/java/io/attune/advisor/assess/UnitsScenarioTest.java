package io.attune.advisor.assess;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
import io.attune.advisor.application.Units;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.JobBuilder;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.JobContext;
import io.attune.schemas.Recommendation;
import io.attune.schemas.UnitShare;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One application of four units: three with a fault of their own, one healthy. */
class UnitsScenarioTest {
  private static final long MIB = 1 << 20;
  private final Advisor advisor = Advisor.standard(RuleTable.standard());

  private static RunBuilder application(String name) {
    return RunBuilder.application(name)
        .property("spark.sql.adaptive.enabled", "false")
        .executors(2, 4, "4g");
  }

  /** 400 partitions of next to nothing, by a setting of the session. */
  private static void tiny(JobBuilder job) {
    job.stage(
        "aggregate",
        400,
        s -> s.sql(1).tasks((t, i) -> t.durationMs(300).runTimeMs(30).shuffleRead(48_000, 1)));
  }

  /** Two partitions that spill. */
  private static void spilling(JobBuilder job) {
    job.stage(
            "map",
            16,
            s -> s.sql(2).tasks((t, i) -> t.durationMs(2_000).shuffleWrite(512 * MIB, 1_000_000)))
        .stage(
            "sort",
            8,
            s ->
                s.sql(2)
                    .tasks(
                        (t, i) ->
                            t.durationMs(60_000)
                                .runTimeMs(59_000)
                                .shuffleRead(1024 * MIB, 2_000_000)
                                .spill(4096 * MIB, 1024 * MIB)));
  }

  private static void healthy(JobBuilder job) {
    job.stage("scan", 32, s -> s.tasks((t, i) -> t.durationMs(3_000).runTimeMs(2_990)));
  }

  private static Consumer<JobBuilder> in(String group, Consumer<JobBuilder> work) {
    return job -> {
      job.group(group);
      work.accept(job);
    };
  }

  private static RunBuilder night(String name) {
    return application(name)
        .sqlConfig(1, "spark.sql.shuffle.partitions", "400")
        .sqlConfig(2, "spark.sql.shuffle.partitions", "8")
        .job(in("tiny", UnitsScenarioTest::tiny))
        .job(
            job -> {
              job.context(JobContext.newBuilder().setUnit("spilling"));
              spilling(job);
            })
        .job(in("healthy", UnitsScenarioTest::healthy))
        .job(UnitsScenarioTest::healthy)
        .ended();
  }

  private static Map<String, String> settings(List<Recommendation> recommendations) {
    return recommendations.stream()
        .filter(r -> r.getProperty() != null)
        .collect(
            Collectors.toMap(
                Recommendation::getProperty,
                Recommendation::getRecommended,
                (a, b) -> a,
                TreeMap::new));
  }

  private Map<String, String> alone(Consumer<JobBuilder> work, String partitions) {
    Run run =
        application("alone")
            .sqlConfig(1, "spark.sql.shuffle.partitions", partitions)
            .sqlConfig(2, "spark.sql.shuffle.partitions", partitions)
            .job(work)
            .ended()
            .build();
    return settings(advisor.assess(run, WorkloadHistory.empty()).recommendations());
  }

  private static Assessment unit(Assessment whole, String name) {
    return whole.of(name).orElseThrow();
  }

  @Test
  void each_unit_hears_what_it_would_hear_alone_and_the_healthy_one_nothing() {
    Assessment whole = advisor.assess(night("night").build(), WorkloadHistory.empty());

    assertThat(settings(unit(whole, "night/group=tiny").recommendations()))
        .isNotEmpty()
        .isEqualTo(alone(UnitsScenarioTest::tiny, "400"));
    assertThat(settings(unit(whole, "night/unit=spilling").recommendations()))
        .isNotEmpty()
        .isEqualTo(alone(UnitsScenarioTest::spilling, "8"));
    assertThat(unit(whole, "night/group=healthy").recommendations()).isEmpty();
    assertThat(whole.units()).hasSize(4);
    assertThat(whole.recommendations())
        .extracting(RecommendationKey::of)
        .contains(
            "night/group=tiny/spark.sql.shuffle.partitions",
            "night/unit=spilling/spark.sql.shuffle.partitions")
        .doesNotHaveDuplicates();
  }

  @Test
  void an_application_whose_jobs_have_one_unit_is_judged_as_one_without() {
    Consumer<JobBuilder> work = UnitsScenarioTest::tiny;
    Assessment without =
        advisor.assess(application("a").job(work).ended().build(), WorkloadHistory.empty());
    Assessment with =
        advisor.assess(
            application("a").job(in("tiny", work)).ended().build(), WorkloadHistory.empty());

    assertThat(with.recommendations()).isNotEmpty().isEqualTo(without.recommendations());
    assertThat(with.silent()).isEqualTo(without.silent());
    assertThat(with.shares()).isEmpty();
  }

  @Test
  void shares_sum_to_what_the_application_used() {
    Run run = night("night").build();
    List<UnitShare> shares = advisor.assess(run, WorkloadHistory.empty()).shares();

    long lifetime =
        run.application().executors().stream()
            .mapToLong(
                e ->
                    e.cores()
                        * Duration.between(
                                e.added().orElseThrow(), run.application().end().orElseThrow())
                            .toMillis())
            .sum();
    assertThat(shares).hasSize(5);
    assertThat(shares.stream().mapToLong(UnitShare::getSlotTimeMs).sum()).isEqualTo(lifetime);
    assertThat(shares.get(0).getSlotTimeMs()).isEqualTo(400 * 300);
    assertThat(shares.get(4).getWorkload()).isNull();
  }

  @Test
  void the_history_of_a_unit_is_its_own_and_survives_being_stored() {
    Run first = night("night").build();
    Assessment assessment = advisor.assess(first, WorkloadHistory.empty());
    WorkloadHistory history = advisor.remember(WorkloadHistory.empty(), first, assessment);
    WorkloadHistory stored = WorkloadHistory.fromBytes(history.toBytes());

    assertThat(stored.toBytes()).isEqualTo(history.toBytes());
    assertThat(stored.units()).hasSize(Units.of(first.application()).all().size());
    assertThat(stored.unit("group=tiny").namedProperties())
        .contains("spark.sql.shuffle.partitions");
    assertThat(stored.unit("group=healthy").namedProperties()).isEmpty();
    assertThat(stored.namedProperties()).doesNotContain("spark.sql.shuffle.partitions");
  }

  @Test
  void advice_to_a_unit_that_did_not_run_is_left_as_it_is() {
    AdviceLedger ledger = new AdviceLedger();
    Assessment first = advisor.assess(night("night").build(), WorkloadHistory.empty());
    ledger.reconcile(first, true, first.eventTime());
    Run second =
        application("night")
            .later(Duration.ofDays(1))
            .job(in("healthy", UnitsScenarioTest::healthy))
            .job(UnitsScenarioTest::healthy)
            .ended()
            .build();
    Assessment next = advisor.assess(second, WorkloadHistory.empty());

    ledger.reconcile(next, true, next.eventTime());

    assertThat(ledger.published()).containsKey("night/group=tiny/spark.sql.shuffle.partitions");
  }
}
