package io.attune.advisor.assess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.advisor.assess.AdviceLedger.Publish;
import io.attune.advisor.assess.AdviceLedger.Withdraw;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.state.StateFormatException;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.Filled;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.RunContext;
import io.attune.schemas.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdviceLedgerTest {
  private static final Instant NOW = Instant.parse("2026-01-05T03:00:00Z");
  private static final String PARTITIONS = "nightly orders/spark.sql.shuffle.partitions";

  private final AdviceLedger ledger = new AdviceLedger();
  private final Assessment troubled =
      Advisor.standard(RuleTable.standard())
          .assess(Stories.troubled().ended().build(), WorkloadHistory.empty());

  private static Assessment with(Assessment assessment, List<Recommendation> recommendations) {
    return of(assessment, assessment.applicationId(), assessment.started(), recommendations);
  }

  private static Assessment of(
      Assessment assessment,
      String applicationId,
      Instant started,
      List<Recommendation> recommendations) {
    return Assessment.of(
        new Assessment.Subject(
            assessment.workload(),
            applicationId,
            started,
            assessment.eventTime(),
            assessment.ended()),
        recommendations);
  }

  /** The first recommendation with another value, as if a few more tasks had come in. */
  private Assessment recommending(String value, Severity severity) {
    List<Recommendation> changed = new ArrayList<>(troubled.recommendations());
    Recommendation other = RecommendationCodec.copy(changed.get(0));
    other.setRecommended(value);
    other.setSeverity(severity);
    other.setEtag(Etag.of(other));
    changed.set(0, other);
    return with(troubled, changed);
  }

  @Test
  void the_first_assessment_is_published_and_the_same_again_is_not() {
    assertThat(ledger.reconcile(troubled, false, NOW))
        .hasSize(4)
        .allSatisfy(
            change -> {
              assertThat(change).isInstanceOf(Publish.class);
              assertThat(((Publish) change).recommendation().getRevision()).isEqualTo(1);
              assertThat(((Publish) change).recommendation().getEventTime()).isEqualTo(NOW);
            });
    assertThat(ledger.reconcile(troubled, false, NOW.plusSeconds(1))).isEmpty();
    assertThat(ledger.reconcile(troubled, true, NOW.plusSeconds(2))).isEmpty();
  }

  @Test
  void while_it_runs_a_value_within_the_bounds_is_kept_and_at_the_end_it_is_published() {
    ledger.reconcile(troubled, false, NOW);
    Severity severity = troubled.recommendations().get(0).getSeverity();
    String upper = troubled.recommendations().get(0).getUpperBound();

    assertThat(ledger.reconcile(recommending(upper, severity), false, NOW)).isEmpty();
    String beyond = Long.toString(Long.parseLong(upper) + 1);
    assertThat(ledger.reconcile(recommending(beyond, severity), false, NOW))
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.key()).isEqualTo(PARTITIONS);
              assertThat(((Publish) change).recommendation().getRevision()).isEqualTo(2);
            });
    assertThat(ledger.reconcile(recommending(upper, severity), true, NOW))
        .singleElement()
        .satisfies(
            change ->
                assertThat(((Publish) change).recommendation().getRecommended()).isEqualTo(upper));
  }

  @Test
  void a_graver_severity_is_published_at_once() {
    String value = troubled.recommendations().get(0).getRecommended();
    ledger.reconcile(recommending(value, Severity.LOW), false, NOW);

    assertThat(ledger.reconcile(recommending(value, Severity.MODERATE), false, NOW)).hasSize(1);
    assertThat(ledger.reconcile(recommending(value, Severity.LOW), false, NOW)).isEmpty();
  }

  @Test
  void advice_is_withdrawn_only_after_three_absences_in_a_row() {
    List<Recommendation> fewer = troubled.recommendations().subList(1, 4);
    ledger.reconcile(troubled, false, NOW);

    assertThat(ledger.reconcile(with(troubled, fewer), false, NOW)).isEmpty();
    assertThat(ledger.reconcile(with(troubled, fewer), false, NOW)).isEmpty();
    assertThat(ledger.reconcile(troubled, false, NOW)).isEmpty();
    assertThat(ledger.reconcile(with(troubled, fewer), false, NOW)).isEmpty();
    assertThat(ledger.reconcile(with(troubled, fewer), false, NOW)).isEmpty();
    assertThat(ledger.reconcile(with(troubled, fewer), false, NOW))
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.key()).isEqualTo(PARTITIONS);
              assertThat(((Withdraw) change).lastRecommendation().getState())
                  .isEqualTo(RecommendationState.WITHDRAWN);
            });
    assertThat(ledger.published()).doesNotContainKey(PARTITIONS).hasSize(3);
    assertThat(ledger.reconcile(troubled, false, NOW))
        .singleElement()
        .satisfies(
            change -> assertThat(((Publish) change).recommendation().getRevision()).isEqualTo(2));
  }

  @Test
  void at_the_end_what_is_not_in_the_assessment_goes_at_once() {
    ledger.reconcile(troubled, false, NOW);

    assertThat(ledger.reconcile(with(troubled, List.of()), true, NOW))
        .hasSize(4)
        .allMatch(change -> change instanceof Withdraw);
    assertThat(ledger.published()).isEmpty();
  }

  @Test
  void a_young_run_does_not_withdraw_what_the_last_one_left() {
    ledger.reconcile(troubled, true, NOW);
    Instant later = troubled.started().plusSeconds(86_400);
    Assessment young = of(troubled, "app-tomorrow", later, List.of());

    for (int i = 0; i < 10; i++) {
      assertThat(ledger.reconcile(young, false, NOW)).isEmpty();
    }
    assertThat(ledger.reconcile(young, true, NOW)).hasSize(4);
  }

  @Test
  void an_older_run_that_comes_late_changes_nothing() {
    ledger.reconcile(troubled, true, NOW);
    Assessment older =
        of(troubled, "app-yesterday", troubled.started().minusSeconds(86_400), List.of());

    assertThat(ledger.reconcile(older, true, NOW)).isEmpty();
    assertThat(ledger.published()).hasSize(4);
  }

  @Test
  void bytes_keep_everything() {
    ledger.reconcile(troubled, false, NOW);
    ledger.reconcile(with(troubled, troubled.recommendations().subList(1, 4)), false, NOW);
    AdviceLedger copy = AdviceLedger.fromBytes(ledger.toBytes());

    assertThat(copy.published()).isEqualTo(ledger.published());
    assertThat(copy.toBytes()).isEqualTo(ledger.toBytes());
    Assessment fewer = with(troubled, troubled.recommendations().subList(1, 4));
    assertThat(copy.reconcile(fewer, false, NOW)).isEmpty();
    assertThat(copy.reconcile(fewer, false, NOW)).hasSize(1);
  }

  @Test
  void what_cannot_be_read_is_refused_in_a_sentence() {
    byte[] bytes = ledger.toBytes();
    bytes[0] = 99;
    assertThatThrownBy(() -> AdviceLedger.fromBytes(bytes))
        .isInstanceOf(StateFormatException.class)
        .hasMessageContaining("advice ledger has format version 99");
    assertThatThrownBy(() -> AdviceLedger.fromBytes(new byte[] {2, 0}))
        .hasMessageContaining("cut off");
  }

  /** The group stands beside the stored form, which was fixed before there were groups. */
  @Test
  void what_is_one_change_stays_one_change_when_it_is_stored() {
    List<Recommendation> grouped = new ArrayList<>();
    for (Recommendation recommendation : troubled.recommendations()) {
      Recommendation one = RecommendationCodec.copy(recommendation);
      one.setGroup(grouped.isEmpty() ? null : "rule/property");
      one.setEtag(Etag.of(one));
      grouped.add(one);
    }
    ledger.reconcile(with(troubled, grouped), true, NOW);

    AdviceLedger read = AdviceLedger.fromBytes(ledger.toBytes());

    assertThat(read.published()).isEqualTo(ledger.published());
    assertThat(read.published().values())
        .extracting(Recommendation::getGroup)
        .containsOnly(null, "rule/property");
    assertThat(Etag.of(grouped.get(1))).isNotEqualTo(troubled.recommendations().get(1).getEtag());
  }

  /** So do the numbers, and whom it concerns. */
  @Test
  void whom_advice_concerns_is_still_known_when_it_was_stored() {
    List<Recommendation> known = new ArrayList<>();
    for (Recommendation recommendation : troubled.recommendations()) {
      Recommendation one = RecommendationCodec.copy(recommendation);
      one.setOwner("team-orders");
      one.setLabels(Map.of("tier", "gold", "cost-centre", "17"));
      one.setContext(Filled.record(RunContext.class, "context"));
      one.setCurrentNumber(1.5);
      known.add(one);
    }
    ledger.reconcile(with(troubled, known), true, NOW);

    AdviceLedger read = AdviceLedger.fromBytes(ledger.toBytes());

    assertThat(read.published()).isEqualTo(ledger.published());
    assertThat(read.published().values())
        .allSatisfy(
            one -> {
              assertThat(one.getOwner()).isEqualTo("team-orders");
              assertThat(one.getContext()).isEqualTo(Filled.record(RunContext.class, "context"));
            });
  }

  @Test
  void an_etag_does_not_depend_on_whom_advice_concerns() {
    Recommendation one = RecommendationCodec.copy(troubled.recommendations().get(0));
    one.setOwner("somebody else");
    one.setLabels(Map.of("tier", "silver"));
    one.setApplicationName("other");
    one.setContext(Filled.record(RunContext.class, "context"));

    assertThat(Etag.of(one)).isEqualTo(troubled.recommendations().get(0).getEtag());
  }
}
