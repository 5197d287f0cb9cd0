package io.attune.advisor.rules.executors;

import static io.attune.advisor.rules.Asking.GIB;
import static io.attune.advisor.rules.Asking.adviceOf;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.assess.Assessor;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Asking;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComputePlatformRuleTest {
  private static final String TAGS = "spark.databricks.clusterUsageTags.";

  private final Rule rule = new ComputePlatformRule();

  private static RunBuilder databricks() {
    return RunBuilder.application("nightly")
        .property("spark.master", "spark://10.0.0.1:7077")
        .property(TAGS + "clusterNodeType", "m5.xlarge")
        .property(TAGS + "cloudProvider", "AWS");
  }

  private static RunBuilder fixed(int workers) {
    return databricks()
        .property(TAGS + "clusterScalingType", "fixed_size")
        .property(TAGS + "clusterWorkers", Integer.toString(workers));
  }

  private static RunBuilder narrow(RunBuilder story, int workers) {
    story.executors(workers, 4, "8g");
    for (int i = 0; i < 5; i++) {
      story.stage("step " + i, 16, s -> s.tasks((t, n) -> t.durationMs(20_000)));
    }
    return story;
  }

  private static Map<String, String> settings(List<Advice> advice) {
    Map<String, String> settings = new TreeMap<>();
    advice.forEach(
        a -> settings.put(a.setting().orElseThrow().property(), a.setting().get().recommended()));
    return settings;
  }

  @Test
  void workers_are_sized_and_never_executors() {
    assertThat(settings(adviceOf(ask(rule, narrow(fixed(8), 8)))))
        .containsExactly(Map.entry("databricks.num_workers", "4"));
    assertThat(silence(ask(new ExecutorCountRule(), narrow(fixed(8), 8)))).contains("Databricks");
    assertThat(silence(ask(new ExecutorCoresRule(), narrow(fixed(8), 8)))).contains("Databricks");
    assertThat(silence(ask(new DynamicAllocationRule(), narrow(fixed(8), 8))))
        .contains("Databricks");
    assertThat(silence(ask(rule, narrow(fixed(4), 4)))).contains("too little for a change");
  }

  @Test
  void a_cluster_that_scales_gets_bounds_in_order() {
    RunBuilder scaling =
        narrow(
            databricks()
                .property(TAGS + "clusterScalingType", "autoscaling")
                .property(TAGS + "clusterMinWorkers", "8")
                .property(TAGS + "clusterMaxWorkers", "8"),
            8);

    Map<String, String> settings = settings(adviceOf(ask(rule, scaling)));

    assertThat(settings).containsEntry("databricks.num_workers", "4");
  }

  @Test
  void more_heap_becomes_another_machine_of_the_same_cloud_and_cores() {
    Assessor assessor =
        Asking.assessor(
            narrow(fixed(4), 4).ended().build(), WorkloadHistory.empty(), RuleTable.standard());
    Advice heap =
        Advice.change(
                Category.RELIABILITY,
                SettingChange.bytes(
                    "spark.executor.memory",
                    8 * GIB,
                    12 * GIB,
                    12 * GIB,
                    16 * GIB,
                    12 * GIB,
                    Optional.empty()))
            .severity(Severity.HIGH)
            .context("x", "value", 1, "count")
            .summary("One.")
            .doubt("Two.")
            .build();
    assessor.decide(List.of(heap), false);

    Advice advice = Asking.only(rule.evaluate(assessor.context()));

    assertThat(advice.setting().orElseThrow().property()).isEqualTo("databricks.node_type_id");
    assertThat(advice.setting().orElseThrow().recommended()).isEqualTo("i3.xlarge");
    assertThat(advice.cost().getExpected()).isPositive();
    assertThat(DatabricksSizing.isDerived("spark.executor.memory")).isTrue();
    assertThat(DatabricksSizing.isDerived("spark.sql.shuffle.partitions")).isFalse();
  }

  @Test
  void spot_nodes_that_were_taken_back_call_for_nodes_that_stay() {
    RunBuilder story =
        narrow(
            fixed(4)
                .property(TAGS + "clusterAvailability", "SPOT_WITH_FALLBACK")
                .property(TAGS + "clusterFirstOnDemand", "1"),
            4);
    story.executorRemoved("2", "worker lost: spot instance preempted");

    assertThat(settings(adviceOf(ask(rule, story))))
        .containsExactly(Map.entry("databricks.aws_attributes.first_on_demand", "3"));

    RunBuilder staying =
        narrow(fixed(4).property(TAGS + "clusterAvailability", "ON_DEMAND"), 4)
            .executorRemoved("2", "worker lost: spot instance preempted");
    assertThat(silence(ask(rule, staying))).contains("that comes first");
  }

  @Test
  void a_pool_is_spoken_of_in_words_because_it_holds_the_nodes() {
    RunBuilder story =
        narrow(
            fixed(4)
                .property(TAGS + "clusterInstancePoolId", "pool-9")
                .property(TAGS + "clusterAvailability", "SPOT_WITH_FALLBACK"),
            4);
    story.executorRemoved("2", "worker lost: spot instance preempted");

    Advice advice = Asking.only(ask(rule, story));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary()).contains("nodes that stay", "instance pool pool-9");
  }

  @Test
  void a_policy_can_refuse_what_is_advised() {
    assertThat(adviceOf(ask(rule, narrow(fixed(8), 8))))
        .allMatch(advice -> advice.doubt().contains("cluster policy"));
  }

  @Test
  void a_cluster_that_stood_idle_ends_sooner() {
    RunBuilder story =
        narrow(fixed(4).property(TAGS + "autoTerminationMinutes", "120"), 4)
            .driverWorks(Duration.ofMinutes(120));

    assertThat(settings(adviceOf(ask(rule, story))))
        .containsExactly(Map.entry("databricks.autotermination_minutes", "10"));
    assertThat(
            silence(
                ask(
                    rule,
                    narrow(fixed(4).property(TAGS + "autoTerminationMinutes", "120"), 4)
                        .driverWorks(Duration.ofMinutes(10)))))
        .isNotBlank();
  }

  @Test
  void elsewhere_it_is_silent() {
    assertThat(silence(ask(rule, RunBuilder.application("nightly").executors(4, 4, "8g"))))
        .contains("not on Databricks");
  }
}
