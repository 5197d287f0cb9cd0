package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.sizing.Front;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the rules made of one run.
 *
 * @param workload workload of the run
 * @param applicationId Spark's id of the run
 * @param started when the application started; the epoch when that is not known yet
 * @param eventTime time of the newest event that went in
 * @param ended whether the run has ended
 * @param recommendations at most one for each property, the most severe first
 * @param warnings what the reader should know about the data, a sentence each
 * @param silent why each rule that gave nothing kept silent, by rule id
 * @param outcomes what came of earlier advice that was in force in it; none before it has ended
 * @param inForce values in force of properties that matter to the workload; empty when nothing was
 *     advised before
 * @param front time and cost at other sizes, with the partition and memory changes made; empty
 *     before the run has ended and when too little is known of it
 */
public record Assessment(
    String workload,
    String applicationId,
    Instant started,
    Instant eventTime,
    boolean ended,
    List<Recommendation> recommendations,
    List<String> warnings,
    Map<String, String> silent,
    List<Outcome> outcomes,
    SortedMap<String, String> inForce,
    Optional<Front> front) {

  /** Without anything in force that was advised before, and without a look at other sizes. */
  public Assessment(
      String workload,
      String applicationId,
      Instant started,
      Instant eventTime,
      boolean ended,
      List<Recommendation> recommendations,
      List<String> warnings,
      Map<String, String> silent) {
    this(
        workload,
        applicationId,
        started,
        eventTime,
        ended,
        recommendations,
        warnings,
        silent,
        List.of(),
        Collections.emptySortedMap(),
        Optional.empty());
  }

  /** Copies what can change. */
  public Assessment {
    requireNonNull(workload, "workload is null");
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(started, "started is null");
    requireNonNull(eventTime, "eventTime is null");
    requireNonNull(front, "front is null");
    recommendations = List.copyOf(recommendations);
    warnings = List.copyOf(warnings);
    silent = Collections.unmodifiableMap(new TreeMap<>(silent));
    outcomes = List.copyOf(outcomes);
    inForce = Collections.unmodifiableSortedMap(new TreeMap<>(inForce));
  }
}
