package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormat.Versions;
import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is published for one workload, and what has to be published next.
 *
 * <p>While a run goes on, the published value stays as long as the new one lies within the
 * published bounds, and advice is withdrawn only after {@value #ABSENCES_TO_WITHDRAW} assessments
 * in a row without it; advice that an earlier run left is not withdrawn because a young run has not
 * come so far. When the run has ended, what is published is exactly its assessment. An assessment
 * of a run that started before the last one that was final changes nothing: a late replay does not
 * overwrite newer advice.
 *
 * <p>Advice whose value is in force in a later run is kept, and its state follows what came of it:
 * APPLIED, then SUCCEEDED or INEFFECTIVE; what made it worse is replaced by the value before, which
 * the rule {@code regression} advises. Advice that a later run under the same setting does not give
 * stands for {@value #RUNS_TO_WITHDRAW} such runs, so that a workload at the edge of a threshold
 * does not flap.
 *
 * <p>What a person dismissed is published once as DISMISSED and then left alone until that is
 * undone or has expired.
 *
 * <p>Not thread-safe; one owner per workload.
 */
public final class AdviceLedger {
  /** Assessments in a row without a recommendation before it is withdrawn during a run. */
  public static final int ABSENCES_TO_WITHDRAW = 3;

  /** Ended runs in a row without a recommendation before what an earlier run left is withdrawn. */
  public static final int RUNS_TO_WITHDRAW = 2;

  /** Version 1 held less and was never released. */
  static final StateFormat<AdviceLedger> FORMAT =
      StateFormat.plain("advice ledger", Versions.only(2), AdviceLedger::write, AdviceLedger::read);

  /** Addition to version 2: the groups, which the stored form of a recommendation does not have. */
  private static final int GROUPS = 1;

  /** Addition to version 2: numbers, and whom a recommendation concerns; see {@link Origin}. */
  private static final int ORIGINS = 2;

  private final TreeMap<String, LedgerEntry> entries = new TreeMap<>();
  private final Dismissals dismissals = new Dismissals();
  private Instant finalStarted = Instant.EPOCH;
  private String finalApplication = "";

  /** Something to write to the topic. */
  public sealed interface TopicChange {
    /** Record key. */
    String key();
  }

  /**
   * A new or changed recommendation.
   *
   * @param key record key
   * @param recommendation with its revision
   */
  public record Publish(String key, Recommendation recommendation) implements TopicChange {}

  /**
   * A tombstone.
   *
   * @param key record key
   * @param lastRecommendation what was published last, marked as withdrawn
   */
  public record Withdraw(String key, Recommendation lastRecommendation) implements TopicChange {}

  /** What is published now, by key. */
  public Map<String, Recommendation> published() {
    Map<String, Recommendation> published = new LinkedHashMap<>();
    entries.forEach(
        (key, entry) -> {
          if (!entry.withdrawn) {
            published.put(key, entry.last);
          }
        });
    return published;
  }

  /** What was published last under a key, also when it has been withdrawn since. */
  public Optional<Recommendation> last(String key) {
    return Optional.ofNullable(entries.get(key)).map(entry -> entry.last);
  }

  /**
   * Takes an assessment in and says what has to be published.
   *
   * @param finalAssessment whether the run has ended and this is its last word
   * @param eventTime time of the newest event, which changes carry
   * @return changes in the order of the assessment, then what follows earlier advice, by key
   */
  public List<TopicChange> reconcile(
      Assessment assessment, boolean finalAssessment, Instant eventTime) {
    return reconcile(assessment, finalAssessment, eventTime, eventTime);
  }

  /**
   * Takes an assessment in and says what has to be published.
   *
   * @param finalAssessment whether the run has ended and this is its last word
   * @param eventTime time of the newest event, which changes carry
   * @param now by the clock on the wall, for dismissals that expire
   * @return changes in the order of the assessment, then what follows earlier advice, by key
   */
  public List<TopicChange> reconcile(
      Assessment assessment, boolean finalAssessment, Instant eventTime, Instant now) {
    requireNonNull(assessment, "assessment is null");
    requireNonNull(eventTime, "eventTime is null");
    if (isOutdated(assessment)) {
      return List.of();
    }
    Map<String, Recommendation> wanted = new LinkedHashMap<>();
    for (Recommendation recommendation : assessment.recommendations()) {
      wanted.put(RecommendationKey.of(recommendation), recommendation);
    }
    Look look = new Look(assessment, finalAssessment, eventTime, now);
    List<TopicChange> changes = new ArrayList<>();
    wanted.forEach((key, advice) -> given(key, advice, look).ifPresent(changes::add));
    for (Map.Entry<String, LedgerEntry> entry : List.copyOf(entries.entrySet())) {
      if (!wanted.containsKey(entry.getKey())) {
        notGiven(entry.getKey(), entry.getValue(), look).ifPresent(changes::add);
      }
    }
    if (finalAssessment) {
      finalStarted = assessment.started();
      finalApplication = assessment.applicationId();
    }
    return changes;
  }

  /**
   * An assessment that is taken in.
   *
   * @param last whether the run has ended and this is its last word
   * @param eventTime time of the newest event
   * @param now by the clock on the wall
   */
  private record Look(Assessment assessment, boolean last, Instant eventTime, Instant now) {}

  private Optional<TopicChange> given(String key, Recommendation recommendation, Look look) {
    LedgerEntry entry = entries.get(key);
    if (entry != null) {
      entry.absences = 0;
      entry.missedBy.clear();
    }
    if (dismissals.cover(recommendation, look.now)) {
      return silence(key, recommendation, look.eventTime);
    }
    return entry != null
            && !entry.withdrawn
            && !entry.isQuiet()
            && !differs(entry, recommendation, look.last)
        ? Optional.empty()
        : Optional.of(publish(key, recommendation, recommendation.getState(), look.eventTime));
  }

  /** What comes of an entry that the assessment does not contain. */
  private Optional<TopicChange> notGiven(String key, LedgerEntry entry, Look look) {
    if (entry.withdrawn) {
      return Optional.empty();
    }
    if (entry.isQuiet() && dismissals.cover(entry.last, look.now)) {
      entry.suppressed = look.last ? null : entry.suppressed;
      return Optional.empty();
    }
    Optional<Assessment> part = look.assessment.of(entry.last.getWorkload());
    if (part.isEmpty()) {
      // A unit that did not run: nothing is known of it.
      return Optional.empty();
    }
    Optional<RecommendationState> followed = AppliedState.of(entry.last, part.get());
    if (followed.isPresent()) {
      entry.missedBy.clear();
      return followed.get() == entry.last.getState()
          ? Optional.empty()
          : Optional.of(publish(key, entry.last, followed.get(), look.eventTime));
    }
    return isOver(entry, part.get(), look.last)
        ? Optional.of(withdraw(key, entry, look.eventTime))
        : Optional.empty();
  }

  /**
   * Takes a person's word that advice is not wanted, or that it is wanted again.
   *
   * @param subject property or rule
   * @param until when it ceases to hold; null: not before it is undone
   * @param eventTime when it was decided
   */
  public List<TopicChange> dismiss(String subject, @Nullable Instant until, Instant eventTime) {
    dismissals.add(subject, until);
    List<TopicChange> changes = new ArrayList<>();
    for (Map.Entry<String, LedgerEntry> entry : List.copyOf(entries.entrySet())) {
      if (!entry.getValue().withdrawn && dismissals.cover(entry.getValue().last, eventTime)) {
        silence(entry.getKey(), entry.getValue().last, eventTime).ifPresent(changes::add);
      }
    }
    return changes;
  }

  /**
   * Takes a dismissal back: what has been silenced by it is published as it would be now, or
   * withdrawn when it no longer holds.
   */
  public List<TopicChange> undismiss(String subject, Instant eventTime) {
    dismissals.remove(subject);
    List<TopicChange> changes = new ArrayList<>();
    for (Map.Entry<String, LedgerEntry> each : List.copyOf(entries.entrySet())) {
      LedgerEntry entry = each.getValue();
      if (entry.isQuiet() && !dismissals.cover(entry.last, eventTime)) {
        changes.add(
            entry.suppressed == null
                ? withdraw(each.getKey(), entry, eventTime)
                : publish(each.getKey(), entry.suppressed, entry.suppressed.getState(), eventTime));
      }
    }
    return changes;
  }

  /** Publishes it as dismissed, once; afterwards only remembers it. */
  private Optional<TopicChange> silence(
      String key, Recommendation recommendation, Instant eventTime) {
    LedgerEntry entry = entries.get(key);
    if (entry != null && entry.isQuiet()) {
      if (recommendation.getState() != RecommendationState.DISMISSED) {
        entry.suppressed = recommendation;
      }
      return Optional.empty();
    }
    Publish published = publish(key, recommendation, RecommendationState.DISMISSED, eventTime);
    requireNonNull(entries.get(key), "entry is null").suppressed = recommendation;
    return Optional.of(published);
  }

  private boolean isOutdated(Assessment assessment) {
    int order = assessment.started().compareTo(finalStarted);
    return order < 0 || order == 0 && assessment.applicationId().compareTo(finalApplication) < 0;
  }

  private static boolean differs(LedgerEntry entry, Recommendation now, boolean finalAssessment) {
    Recommendation last = entry.last;
    if (last.getEtag().equals(now.getEtag())) {
      return false;
    }
    if (finalAssessment || !last.getRuleId().equals(now.getRuleId())) {
      return true;
    }
    return now.getSeverity().compareTo(last.getSeverity()) > 0
        || StillRunning.isOver(last, now)
        || !Bounds.hold(last, now);
  }

  /** Whether a recommendation that the assessment does not contain has to go. */
  private static boolean isOver(LedgerEntry entry, Assessment assessment, boolean finalAssessment) {
    boolean ofThisRun = entry.last.getApplicationId().equals(assessment.applicationId());
    if (!finalAssessment) {
      if (!ofThisRun) {
        return false;
      }
      entry.absences++;
      return entry.absences >= ABSENCES_TO_WITHDRAW;
    }
    if (ofThisRun || !AppliedState.isAsItWas(entry.last, assessment)) {
      return true;
    }
    entry.missedBy.add(assessment.applicationId());
    return entry.missedBy.size() >= RUNS_TO_WITHDRAW;
  }

  private Publish publish(
      String key, Recommendation recommendation, RecommendationState state, Instant eventTime) {
    LedgerEntry before = entries.get(key);
    Recommendation next = RecommendationCodec.copy(recommendation);
    next.setRevision(before == null ? 1 : before.last.getRevision() + 1);
    next.setState(state);
    next.setEventTime(eventTime);
    entries.put(key, new LedgerEntry(next));
    return new Publish(key, next);
  }

  private static Withdraw withdraw(String key, LedgerEntry entry, Instant eventTime) {
    entry.withdrawn = true;
    entry.absences = 0;
    entry.missedBy.clear();
    entry.suppressed = null;
    entry.last = RecommendationCodec.copy(entry.last);
    entry.last.setState(RecommendationState.WITHDRAWN);
    entry.last.setEventTime(eventTime);
    return new Withdraw(key, entry.last);
  }

  /** Binary form, with its version first. */
  public byte[] toBytes() {
    return FORMAT.toBytes(this);
  }

  /**
   * Reads the binary form.
   *
   * @throws io.attune.advisor.state.StateFormatException when the bytes are damaged or of an
   *     unknown version
   */
  public static AdviceLedger fromBytes(byte[] bytes) {
    return FORMAT.fromBytes(bytes);
  }

  private void write(StateWriter out) {
    out.writeInt64(finalStarted.toEpochMilli()).writeModifiedUtf8(finalApplication);
    dismissals.write(out);
    out.writeInt32(entries.size());
    entries.forEach(
        (key, entry) -> {
          out.writeModifiedUtf8(key);
          entry.write(out);
        });
    if (recommendations().anyMatch(each -> each.getGroup() != null)) {
      out.addition(GROUPS, part -> recommendations().forEach(each -> writeGroup(each, part)));
    }
    if (recommendations().anyMatch(Origin::isKnown)) {
      out.addition(ORIGINS, part -> recommendations().forEach(each -> Origin.write(each, part)));
    }
  }

  /** All that are kept, in the order in which they are written. */
  private Stream<Recommendation> recommendations() {
    return entries.values().stream().flatMap(entry -> entry.recommendations().stream());
  }

  /** Empty text for none. */
  private static void writeGroup(Recommendation recommendation, StateWriter out) {
    String group = recommendation.getGroup();
    out.writeModifiedUtf8(group == null ? "" : group);
  }

  private static void readGroup(Recommendation recommendation, StateReader in) {
    String group = in.readModifiedUtf8();
    recommendation.setGroup(group.isEmpty() ? null : group);
  }

  private static AdviceLedger read(StateReader in) {
    AdviceLedger ledger = new AdviceLedger();
    ledger.finalStarted = Instant.ofEpochMilli(in.readInt64());
    ledger.finalApplication = in.readModifiedUtf8();
    ledger.dismissals.read(in);
    for (int left = in.readLength32(); left > 0; left--) {
      String key = in.readModifiedUtf8();
      ledger.entries.put(key, LedgerEntry.read(in));
    }
    Map<Integer, StateReader> additions = in.additions();
    StateReader groups = additions.get(GROUPS);
    if (groups != null) {
      ledger.recommendations().forEach(each -> readGroup(each, groups));
    }
    StateReader origins = additions.get(ORIGINS);
    if (origins != null) {
      ledger.recommendations().forEach(each -> Origin.read(each, origins));
    }
    return ledger;
  }
}
