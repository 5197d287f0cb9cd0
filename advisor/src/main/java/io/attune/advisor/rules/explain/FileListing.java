package io.attune.advisor.rules.explain;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.JobDescriptor;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Time that went into finding out which files there are: jobs that list directories, and what scans
 * say of the time that the driver took for it.
 *
 * @param scans scans that waited for it, longest first
 * @param jobs jobs that listed directories, longest first
 */
public record FileListing(List<Scan> scans, List<ListingJob> jobs) {
  /** How Spark describes a job that lists directories. */
  private static final Pattern LISTING =
      Pattern.compile("Listing leaf files and directories for (\\d+) paths");

  /**
   * A scan.
   *
   * @param execution its SQL execution
   * @param node the scan
   * @param millis time that the driver took to find its files
   */
  public record Scan(SqlExecution execution, SqlNode node, long millis) {}

  /**
   * A job that lists directories.
   *
   * @param job the job
   * @param directories how many
   * @param millis how long it took
   */
  public record ListingJob(JobDescriptor job, long directories, long millis) {}

  /** Copies the lists. */
  public FileListing {
    scans = List.copyOf(scans);
    jobs = List.copyOf(jobs);
  }

  /** What an application spent on it. */
  public static FileListing of(ApplicationState application) {
    requireNonNull(application, "application is null");
    return new FileListing(scans(application), jobs(application));
  }

  private static List<Scan> scans(ApplicationState application) {
    List<Scan> scans = new ArrayList<>();
    Set<Long> counted = new HashSet<>();
    for (SqlExecution execution : application.sqlExecutions()) {
      for (SqlNode node : execution.nodes()) {
        OptionalLong millis = node.metadataMs();
        if (millis.orElse(0) > 0 && counted.add(node.metrics().get(0).accumulatorId())) {
          scans.add(new Scan(execution, node, millis.getAsLong()));
        }
      }
    }
    scans.sort(
        Comparator.comparingLong(Scan::millis)
            .reversed()
            .thenComparingLong(scan -> scan.execution().executionId()));
    return scans;
  }

  private static List<ListingJob> jobs(ApplicationState application) {
    List<ListingJob> jobs = new ArrayList<>();
    for (JobDescriptor job : application.jobs()) {
      Matcher matcher = LISTING.matcher(job.description());
      Optional<Long> millis =
          job.submissionTime()
              .flatMap(
                  start ->
                      job.completionTime().map(end -> end.toEpochMilli() - start.toEpochMilli()));
      if (matcher.find() && matcher.group(1).length() < 10 && millis.isPresent()) {
        jobs.add(new ListingJob(job, Long.parseLong(matcher.group(1)), Math.max(0, millis.get())));
      }
    }
    jobs.sort(
        Comparator.comparingLong(ListingJob::millis)
            .reversed()
            .thenComparingInt(one -> one.job().jobId()));
    return jobs;
  }

  /** Stages of the jobs that listed directories: Spark decides their tasks. */
  public Set<Integer> stageIds() {
    Set<Integer> ids = new HashSet<>();
    jobs.forEach(one -> ids.addAll(one.job().stageIds()));
    return ids;
  }

  /** Time that the driver took for scans, milliseconds; the jobs that it started included. */
  public long driverMs() {
    return scans.stream().mapToLong(Scan::millis).sum();
  }

  /**
   * Time that went into it, milliseconds: what scans say may hold the time of the jobs, so the
   * larger of the two counts.
   */
  public long millis() {
    return Math.max(driverMs(), jobs.stream().mapToLong(ListingJob::millis).sum());
  }
}
