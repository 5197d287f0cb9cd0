package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.offline.Analysis;
import io.attune.advisor.offline.WorkloadAnalysis;
import io.attune.advisor.render.AdviceSheet;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.render.Rendering;
import io.attune.advisor.render.WorkloadSummary;
import io.attune.eventlog.SkippedPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;

/**
 * Judges runs that are kept in a spool: workloads side by side, the runs of one in the order in
 * which they started. One run of each is in memory at a time; what is printed of it goes back to
 * the spool.
 */
final class SetAnalysis {
  private final Terminal terminal;
  private final Spool spool;
  private final Analysis analysis;
  private final Rendering rendering;
  private final Function<AnalysisReport, List<String>> remarks;
  private final boolean withReports;
  private final int workers;

  /**
   * A run that was judged.
   *
   * @param run the run
   * @param text its report
   * @param remarks what is to be said of it elsewhere
   */
  record Judged(StoredRun run, Spool.Slice text, List<String> remarks) {}

  /**
   * A workload that was judged.
   *
   * @param summary in a few numbers
   * @param standing what stands for it
   * @param runs its runs, by start; none where no reports were wanted
   * @param remarks what is to be said of its newest run elsewhere
   */
  record RankedWorkload(
      WorkloadSummary summary, AdviceSheet standing, List<Judged> runs, List<String> remarks) {}

  /**
   * Makes an analysis.
   *
   * @param remarks what is to be said of a report on standard error
   * @param withReports whether the report of each run is wanted
   */
  SetAnalysis(
      Terminal terminal,
      Spool spool,
      Analysis analysis,
      Rendering rendering,
      Function<AnalysisReport, List<String>> remarks,
      boolean withReports,
      int workers) {
    this.terminal = requireNonNull(terminal, "terminal is null");
    this.spool = requireNonNull(spool, "spool is null");
    this.analysis = requireNonNull(analysis, "analysis is null");
    this.rendering = requireNonNull(rendering, "rendering is null");
    this.remarks = requireNonNull(remarks, "remarks is null");
    this.withReports = withReports;
    this.workers = Math.max(1, workers);
  }

  /** The workloads, the one that could have saved most first. */
  List<RankedWorkload> judge(List<StoredRun> runs, Omissions omissions) {
    Map<String, List<StoredRun>> byWorkload = new TreeMap<>();
    for (StoredRun run : runs) {
      byWorkload.computeIfAbsent(run.workload(), name -> new ArrayList<>()).add(run);
    }
    List<RankedWorkload> workloads = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try (ProgressBar bar = ProgressBars.ofRuns(terminal, "Judging", runs.size())) {
      Map<String, Future<RankedWorkload>> results = new TreeMap<>();
      byWorkload.forEach(
          (name, its) -> {
            its.sort(StoredRun.BY_START);
            results.put(name, pool.submit(() -> judge(its, bar)));
          });
      results.forEach(
          (name, result) -> {
            try {
              workloads.add(Futures.join(result));
            } catch (CommandFailure e) {
              throw e;
            } catch (RuntimeException e) {
              omissions.add(failed(byWorkload.get(name), e));
            }
          });
    } finally {
      pool.shutdownNow();
    }
    workloads.sort(
        (one, other) -> WorkloadSummary.MOST_SAVED_FIRST.compare(one.summary(), other.summary()));
    return workloads;
  }

  private static SkippedPath failed(List<StoredRun> runs, RuntimeException e) {
    StoredRun newest = runs.get(runs.size() - 1);
    return new SkippedPath(
        newest.log(),
        "Workload "
            + newest.workload()
            + " ("
            + runs.size()
            + " runs, the newest in "
            + newest.log()
            + ") could not be judged: this should not happen ("
            + e
            + "); please report this.");
  }

  private RankedWorkload judge(List<StoredRun> runs, ProgressBar bar) {
    WorkloadAnalysis workload = analysis.workload();
    List<Judged> judged = new ArrayList<>();
    AnalysisReport report = null;
    for (StoredRun stored : runs) {
      Run run = stored.run(spool);
      report = workload.assess(run);
      if (withReports) {
        byte[] text = rendering.render(report).getBytes(StandardCharsets.UTF_8);
        judged.add(new Judged(stored, spool.add(text), remarks.apply(report)));
      }
      bar.step();
    }
    AnalysisReport newest = requireNonNull(report, "a workload without runs");
    return new RankedWorkload(
        WorkloadSummary.of(
            newest,
            runs.get(runs.size() - 1).log(),
            runs.size(),
            Optional.of(newest.assessment().applicationId()).flatMap(workload::summary)),
        workload.standing(newest),
        judged,
        remarks.apply(newest));
  }
}
