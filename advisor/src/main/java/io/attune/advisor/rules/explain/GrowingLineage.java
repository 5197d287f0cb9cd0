package io.attune.advisor.rules.explain;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.JobDescriptor;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.StageDescriptor;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Jobs of one line of code, one after the other, each with a longer lineage or plan than the one
 * before: a loop that starts each round from the result of the last, without cutting off where that
 * came from.
 *
 * @param callSite the line that started them
 * @param unit what grows: {@code RDDs} of the lineage or {@code operators} of the plan
 * @param rounds the jobs or queries, in order, at least two
 * @param minSlowdown time of the last third of the rounds over that of the first, from which rounds
 *     become longer
 */
public record GrowingLineage(String callSite, String unit, List<Round> rounds, double minSlowdown) {

  /**
   * A round of the loop.
   *
   * @param size RDDs in the lineage of its job, or operators in the plan of its query
   * @param taskMs run time of the tasks that ran for it, milliseconds
   * @param driverMs time without any job before it, milliseconds
   * @param stages stages that ran for it
   */
  public record Round(int size, long taskMs, long driverMs, List<StageFacts> stages) {
    /** Copies the stages. */
    public Round {
      stages = List.copyOf(stages);
    }
  }

  /** Copies the rounds. */
  public GrowingLineage {
    requireNonNull(callSite, "callSite is null");
    requireNonNull(unit, "unit is null");
    rounds = List.copyOf(rounds);
  }

  /** All of a run, those first that repeat most task time. */
  public static List<GrowingLineage> of(RuleContext context) {
    if (context.facts().isStreaming()) {
      return List.of();
    }
    List<GrowingLineage> found = new ArrayList<>();
    new Rounds(context)
        .byCallSite()
        .forEach(
            (site, rounds) -> {
              if (grows(context.table(), rounds)) {
                found.add(
                    new GrowingLineage(
                        site.words(),
                        site.unit(),
                        rounds,
                        context.table().number("growing-lineage.min-slowdown")));
              }
            });
    found.sort(
        Comparator.comparingLong((GrowingLineage one) -> one.repeatedTaskMs() + one.addedDriverMs())
            .reversed()
            .thenComparing(GrowingLineage::callSite));
    return found;
  }

  /** Those of them that hold up the run by what they repeat, or by what the driver plans. */
  public static List<GrowingLineage> costly(RuleContext context) {
    return of(context).stream().filter(loop -> loop.lostMs(context) > 0).toList();
  }

  /**
   * Wall time lost to what the rounds repeat and to what the driver plans for them; 0 if little.
   */
  public long lostMs(RuleContext context) {
    return (repeats(context) ? repeatedWallMs() : 0) + (plans(context) ? addedDriverMs() : 0);
  }

  /** Whether the rounds repeat so much that it holds up the run. */
  public boolean repeats(RuleContext context) {
    Relevance relevance = new Relevance(context);
    return relevance.ofTaskTime(repeatedTaskMs()) && relevance.ofWallTime(repeatedWallMs());
  }

  private boolean plans(RuleContext context) {
    return !context.facts().isInteractive()
        && addedDriverMs() >= context.table().number("growing-lineage.min-driver-ms")
        && new Relevance(context).ofWallTime(addedDriverMs());
  }

  private static boolean grows(RuleTable table, List<Round> rounds) {
    if (rounds.size() < table.number("growing-lineage.min-rounds")) {
      return false;
    }
    int steps = 0;
    for (int i = 1; i < rounds.size(); i++) {
      if (rounds.get(i).size() < rounds.get(i - 1).size()) {
        return false;
      }
      steps += rounds.get(i).size() > rounds.get(i - 1).size() ? 1 : 0;
    }
    double first = rounds.get(0).size();
    return steps >= table.number("growing-lineage.min-growing-share") * (rounds.size() - 1)
        && rounds.get(rounds.size() - 1).size()
            >= table.number("growing-lineage.min-growth") * first;
  }

  /** Task time beyond that of the shortest round, milliseconds; 0 unless rounds become longer. */
  public long repeatedTaskMs() {
    return beyondShortest(Round::taskMs);
  }

  /** The same for the time that the driver took before each round, milliseconds. */
  public long addedDriverMs() {
    return beyondShortest(Round::driverMs);
  }

  /** The first round is left out of the comparison: it starts what the others find running. */
  private long beyondShortest(ToLongFunction<Round> time) {
    List<Round> later = rounds.subList(1, rounds.size());
    int third = Math.max(1, rounds.size() / 3);
    long early = later.subList(0, third).stream().mapToLong(time).sum();
    long late = later.subList(later.size() - third, later.size()).stream().mapToLong(time).sum();
    return late < minSlowdown * early ? 0 : excess(time);
  }

  private long excess(ToLongFunction<Round> time) {
    long shortest = rounds.stream().mapToLong(time).min().orElse(0);
    return rounds.stream().skip(1).mapToLong(time).sum() - shortest * (rounds.size() - 1);
  }

  /** Wall time of the stages beyond that of the shortest round, milliseconds. */
  public long repeatedWallMs() {
    return repeatedTaskMs() == 0
        ? 0
        : excess(round -> round.stages().stream().mapToLong(StageFacts::wallMs).sum());
  }

  /** Ids of all stages that ran. */
  public Set<Integer> stageIds() {
    Set<Integer> ids = new HashSet<>();
    rounds.forEach(round -> round.stages().forEach(stage -> ids.add(stage.id())));
    return ids;
  }

  /** A line of code and what grows there. */
  private record Site(String words, String unit) {}

  /** Gathers the jobs and queries of a run by the line that started them. */
  private static final class Rounds {
    private final ApplicationState application;
    private final double fewest;
    private final Map<Integer, List<StageFacts>> ran = new HashMap<>();

    /** By the start of each job, the latest end of it and of all that started before. */
    private final TreeMap<Instant, Instant> latestEnd = new TreeMap<>();

    private Rounds(RuleContext context) {
      this.application = context.run().application();
      this.fewest = context.table().number("growing-lineage.min-rounds");
      for (StageFacts stage : context.facts().stages()) {
        List<JobDescriptor> jobs = application.jobsOf(stage.id());
        if (!jobs.isEmpty()) {
          ran.computeIfAbsent(jobs.get(0).jobId(), id -> new ArrayList<>()).add(stage);
        }
      }
      TreeMap<Instant, Instant> ends = new TreeMap<>();
      for (JobDescriptor job : application.jobs()) {
        if (job.submissionTime().isPresent() && job.completionTime().isPresent()) {
          ends.merge(job.submissionTime().get(), job.completionTime().get(), Rounds::later);
        }
      }
      Instant latest = Instant.EPOCH;
      for (Map.Entry<Instant, Instant> entry : ends.entrySet()) {
        latest = later(latest, entry.getValue());
        latestEnd.put(entry.getKey(), latest);
      }
    }

    private static Instant later(Instant a, Instant b) {
      return a.isAfter(b) ? a : b;
    }

    private Map<Site, List<Round>> byCallSite() {
      Map<Site, List<Round>> rounds = new HashMap<>();
      Map<String, List<JobDescriptor>> bySite = new TreeMap<>();
      Map<Long, List<JobDescriptor>> byQuery = new TreeMap<>();
      for (JobDescriptor job : application.jobs()) {
        if (job.sqlExecutionId().isPresent()) {
          byQuery
              .computeIfAbsent(job.sqlExecutionId().getAsLong(), id -> new ArrayList<>())
              .add(job);
        } else if (!site(job).isBlank()) {
          bySite.computeIfAbsent(site(job), site -> new ArrayList<>()).add(job);
        }
      }
      bySite.forEach(
          (site, jobs) -> {
            if (jobs.size() >= fewest) {
              List<Round> all = jobs.stream().flatMap(job -> round(job).stream()).toList();
              rounds.put(new Site(site, "RDDs"), all);
            }
          });
      queries(byQuery, rounds);
      return rounds;
    }

    /** The line that started a job, after which Spark also names its last stage. */
    private String site(JobDescriptor job) {
      if (!job.callSite().isBlank() || job.stageIds().isEmpty()) {
        return job.callSite();
      }
      int last = job.stageIds().get(job.stageIds().size() - 1);
      return application.stage(last, 0).map(StageDescriptor::name).orElse("");
    }

    private void queries(Map<Long, List<JobDescriptor>> byQuery, Map<Site, List<Round>> rounds) {
      for (SqlExecution execution : application.sqlExecutions()) {
        List<JobDescriptor> jobs = byQuery.getOrDefault(execution.executionId(), List.of());
        if (!execution.description().isBlank() && !execution.nodes().isEmpty()) {
          Site site = new Site(execution.description(), "operators");
          round(execution.nodes().size(), jobs)
              .ifPresent(round -> rounds.computeIfAbsent(site, s -> new ArrayList<>()).add(round));
        }
      }
    }

    /** A job without SQL; empty when one of its stages is not known any more. */
    private Optional<Round> round(JobDescriptor job) {
      Set<Integer> rdds = new HashSet<>();
      for (int id : job.stageIds()) {
        Optional<StageDescriptor> stage = application.stage(id, 0);
        if (stage.isEmpty()) {
          return Optional.empty();
        }
        rdds.addAll(stage.get().rddIds());
      }
      return rdds.isEmpty() ? Optional.empty() : round(rdds.size(), List.of(job));
    }

    private Optional<Round> round(int size, List<JobDescriptor> jobs) {
      return jobs.stream()
          .flatMap(job -> job.submissionTime().stream())
          .min(Instant::compareTo)
          .map(
              start -> {
                List<StageFacts> stages =
                    jobs.stream()
                        .flatMap(job -> ran.getOrDefault(job.jobId(), List.of()).stream())
                        .toList();
                long taskMs =
                    stages.stream()
                        .mapToLong(stage -> stage.sum(TaskMetric.EXECUTOR_RUN_TIME_MS))
                        .sum();
                return new Round(size, taskMs, idleBefore(start), stages);
              });
    }

    /** Time from the last end of a job to this start; 0 while a job runs. */
    private long idleBefore(Instant start) {
      Map.Entry<Instant, Instant> before = latestEnd.lowerEntry(start);
      return before == null
          ? 0
          : Math.max(0, start.toEpochMilli() - before.getValue().toEpochMilli());
    }
  }
}
