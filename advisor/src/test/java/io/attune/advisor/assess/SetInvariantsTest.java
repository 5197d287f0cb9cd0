package io.attune.advisor.assess;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.Contradictions;
import io.attune.advisor.testing.RandomRuns;
import io.attune.advisor.testing.RunBuilder;
import io.attune.advisor.testing.SetInvariants;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.apache.avro.specific.SpecificRecord;

/** What holds for the whole set of recommendations, whatever the run was. */
class SetInvariantsTest {
  private static final Advisor ADVISOR = Advisor.standard(RuleTable.standard());

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void the_set_is_consistent(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    RunBuilder story = RandomRuns.of(seed);
    Run run = story.build();
    Assessment assessment = ADVISOR.assess(run, WorkloadHistory.empty());

    SetInvariants.assertHold(run, assessment);
  }

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void nothing_contradicts_anything(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    Run run = RandomRuns.of(seed).build();

    assertThat(Contradictions.in(run, ADVISOR.assess(run, WorkloadHistory.empty()))).isEmpty();
  }

  /** Seeds at which something contradicted something once. */
  @Example
  void what_contradicted_once_does_no_more() {
    for (long seed : List.of(9_275L, 12_058L)) {
      nothing_contradicts_anything(seed);
    }
  }

  /** Invariants of rules that never speak would say nothing. */
  @Example
  void random_runs_move_most_rules_and_leave_some_alone() {
    Set<String> silent = new TreeSet<>();
    ADVISOR.rules().forEach(rule -> silent.add(rule.id()));
    int healthy = 0;
    for (long seed = 0; seed < 400; seed++) {
      List<Recommendation> advice =
          ADVISOR.assess(RandomRuns.of(seed).build(), WorkloadHistory.empty()).recommendations();
      healthy += advice.isEmpty() ? 1 : 0;
      advice.forEach(recommendation -> silent.remove(recommendation.getRuleId()));
    }
    assertThat(ADVISOR.rules().size() - silent.size()).as("all but %s", silent).isGreaterThan(15);
    assertThat(healthy).isBetween(20, 300);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void the_order_of_events_and_their_repetition_change_nothing(
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    RunBuilder story = RandomRuns.of(seed);
    List<SpecificRecord> events = story.events();
    List<String> expected = etags(RunBuilder.runOf(story.applicationId(), events));
    List<SpecificRecord> mixed = new ArrayList<>(events);
    mixed.addAll(events);
    Collections.shuffle(mixed, new Random(seed));

    assertThat(etags(RunBuilder.runOf(story.applicationId(), mixed))).isEqualTo(expected);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void judging_again_says_the_same(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    Run run = RandomRuns.of(seed).build();
    Assessment first = ADVISOR.assess(run, WorkloadHistory.empty());
    WorkloadHistory remembered = ADVISOR.remember(WorkloadHistory.empty(), run, first);

    assertThat(ADVISOR.assess(run, WorkloadHistory.empty())).isEqualTo(first);
    assertThat(ADVISOR.assess(run, remembered)).isEqualTo(first);
  }

  private static List<String> etags(Run run) {
    return ADVISOR.assess(run, WorkloadHistory.empty()).recommendations().stream()
        .map(Recommendation::getEtag)
        .toList();
  }
}
