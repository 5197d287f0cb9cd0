package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.sizing.Front;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.schemas.UnitShare;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the rules made of one run.
 *
 * @param subject the run, and how far it had come
 * @param recommendations at most one for each property, the most severe first
 * @param warnings what the reader should know about the data, a sentence each
 * @param silent why each rule that gave nothing kept silent, by rule id
 * @param outcomes what came of earlier advice that was in force in it; none before it has ended
 * @param inForce values in force of properties that matter to the workload; empty when nothing was
 *     advised before
 * @param front time and cost at other sizes, with the partition and memory changes made; empty
 *     before the run has ended and when too little is known of it
 * @param failures the parts that threw; each cost the assessment only itself
 * @param units the assessment of each unit, where the application has several: what is said of a
 *     unit is here and in the whole; empty where it has one
 * @param shares what each unit used and cost, and what stood idle; empty where there is one unit
 */
public record Assessment(
    Subject subject,
    List<Recommendation> recommendations,
    List<String> warnings,
    Map<String, String> silent,
    List<Outcome> outcomes,
    SortedMap<String, String> inForce,
    Optional<Front> front,
    List<PartFailure> failures,
    List<Assessment> units,
    List<UnitShare> shares) {

  /** Of an application that is one unit. */
  public Assessment(
      Subject subject,
      List<Recommendation> recommendations,
      List<String> warnings,
      Map<String, String> silent,
      List<Outcome> outcomes,
      SortedMap<String, String> inForce,
      Optional<Front> front,
      List<PartFailure> failures) {
    this(
        subject,
        recommendations,
        warnings,
        silent,
        outcomes,
        inForce,
        front,
        failures,
        List.of(),
        List.of());
  }

  /**
   * Which run was judged, and how far it had come.
   *
   * @param workload workload of the run
   * @param applicationId Spark's id of the run
   * @param started when the application started; the epoch when that is not known yet
   * @param eventTime time of the newest event that went in
   * @param ended whether the run has ended
   */
  public record Subject(
      String workload, String applicationId, Instant started, Instant eventTime, boolean ended) {
    /** Checks the fields. */
    public Subject {
      requireNonNull(workload, "workload is null");
      requireNonNull(applicationId, "applicationId is null");
      requireNonNull(started, "started is null");
      requireNonNull(eventTime, "eventTime is null");
    }

    static Subject of(Run run) {
      Instant started = run.application().start().orElse(Instant.EPOCH);
      return new Subject(
          run.application().workload(),
          run.application().applicationId(),
          started,
          run.lastEventTime().orElse(started),
          run.application().ended());
    }
  }

  /** Copies what can change. */
  public Assessment {
    requireNonNull(subject, "subject is null");
    requireNonNull(front, "front is null");
    recommendations = List.copyOf(recommendations);
    warnings = List.copyOf(warnings);
    silent = Collections.unmodifiableMap(new TreeMap<>(silent));
    outcomes = List.copyOf(outcomes);
    inForce = Collections.unmodifiableSortedMap(new TreeMap<>(inForce));
    failures = List.copyOf(failures);
    units = List.copyOf(units);
    shares = List.copyOf(shares);
  }

  /** Recommendations alone, of a run that nothing was advised for before. */
  public static Assessment of(Subject subject, List<Recommendation> recommendations) {
    return new Assessment(
        subject,
        recommendations,
        List.of(),
        Map.of(),
        List.of(),
        Collections.emptySortedMap(),
        Optional.empty(),
        List.of());
  }

  /** With other recommendations. */
  public Assessment withRecommendations(List<Recommendation> others) {
    return new Assessment(
        subject, others, warnings, silent, outcomes, inForce, front, failures, units, shares);
  }

  /** With the failures of something that was asked about the same run. */
  public Assessment withFailures(List<PartFailure> more) {
    return new Assessment(
        subject,
        recommendations,
        warnings,
        silent,
        outcomes,
        inForce,
        front,
        Stream.concat(failures.stream(), more.stream()).toList(),
        units,
        shares);
  }

  /**
   * What is said of one workload: of the application's own the whole, of a unit's that unit; empty
   * for a unit that had no job in this run.
   */
  Optional<Assessment> of(String workload) {
    return workload.equals(workload())
        ? Optional.of(this)
        : units.stream().filter(unit -> unit.workload().equals(workload)).findFirst();
  }

  /** Workload of the run. */
  public String workload() {
    return subject.workload();
  }

  /** Spark's id of the run. */
  public String applicationId() {
    return subject.applicationId();
  }

  /** When the application started; the epoch when that is not known yet. */
  public Instant started() {
    return subject.started();
  }

  /** Time of the newest event that went in. */
  public Instant eventTime() {
    return subject.eventTime();
  }

  /** Whether the run has ended. */
  public boolean ended() {
    return subject.ended();
  }
}
