package io.attune.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.compare.RunComparison;
import io.attune.advisor.offline.Analysis;
import io.attune.advisor.offline.WorkloadAnalysis;
import io.attune.advisor.render.AdviceSheet;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.render.Format;
import io.attune.advisor.render.JsonRendering;
import io.attune.advisor.render.Rendering;
import io.attune.advisor.render.SetSummary;
import io.attune.advisor.table.Nearest;
import io.attune.cli.SetAnalysis.RankedWorkload;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.Found;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Answers from event logs. The places are listed for each question; only logs that have come or
 * changed since the last one are read.
 */
final class LogSource implements AdviceSource, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Terminal terminal;
  private final Supplier<Found> listing;
  private final EventLogReader reader;
  private final Function<List<Integer>, Analysis> analysis;
  private final Spool spool = new Spool();
  private final Map<LogState, List<StoredRun>> stored = new HashMap<>();
  private Judged judged;

  /** A log as it was listed; one that has grown is another. */
  private record LogState(String path, long sizeBytes, Instant lastModified) {
    static LogState of(EventLog log) {
      return new LogState(log.path(), log.sizeBytes(), log.lastModified());
    }
  }

  /**
   * What was made of a listing.
   *
   * @param logs the logs that were listed
   * @param runs their runs
   * @param workloads what they were judged to be
   * @param leftOut what could not be read or judged, a sentence each
   */
  private record Judged(
      List<LogState> logs,
      List<StoredRun> runs,
      List<RankedWorkload> workloads,
      List<String> leftOut) {}

  /**
   * Makes a source; nothing is read yet.
   *
   * @param terminal where is said what happens to logs
   * @param listing the logs as they are now
   * @param analysis an analysis that predicts at these sizes
   */
  LogSource(
      Terminal terminal,
      Supplier<Found> listing,
      EventLogReader reader,
      Function<List<Integer>, Analysis> analysis) {
    this.terminal = requireNonNull(terminal, "terminal is null");
    this.listing = requireNonNull(listing, "listing is null");
    this.reader = requireNonNull(reader, "reader is null");
    this.analysis = requireNonNull(analysis, "analysis is null");
  }

  @Override
  public String name() {
    return "logs";
  }

  @Override
  public SetSummary workloads() {
    Judged now = judged();
    return new SetSummary(
        now.workloads().stream().map(RankedWorkload::summary).toList(), now.leftOut());
  }

  @Override
  public ObjectNode runs(String workload) {
    ObjectNode document = JSON.createObjectNode();
    ArrayNode list = document.putArray("runs");
    runsOf(workload).stream()
        .sorted(StoredRun.BY_START.reversed())
        .forEach(
            run ->
                list.addObject()
                    .put("applicationId", run.applicationId())
                    .put("start", Instant.EPOCH.equals(run.start()) ? null : run.start().toString())
                    .put("ended", run.ended())
                    .put("log", run.log()));
    return document;
  }

  @Override
  public Map<String, String> silent(String workload) {
    return newest(workload, List.of()).assessment().silent();
  }

  @Override
  public ObjectNode forecast(String workload, List<Integer> slots) {
    AnalysisReport report = newest(workload, slots);
    ObjectNode document = JSON.createObjectNode();
    document.put("workload", workload);
    document.put("applicationId", report.assessment().applicationId());
    document.put("costUnit", ranked(workload).summary().costUnit());
    document.set("predictions", JsonRendering.predictions(report));
    return document;
  }

  @Override
  public RenderedAdvice configuration(String workload, Format format) {
    AdviceSheet sheet = ranked(workload).standing();
    Rendering rendering = format.rendering(OutputFormat.display(terminal));
    return new RenderedAdvice(rendering.render(sheet), rendering.notes(sheet));
  }

  @Override
  public RunComparison compare(String before, String after) {
    return RunComparison.of(named(before).run(spool), named(after).run(spool));
  }

  private StoredRun named(String name) {
    List<StoredRun> runs = judged().runs();
    List<StoredRun> meant =
        runs.stream()
            .filter(
                run ->
                    run.applicationId().equals(name)
                        || run.log().equals(name)
                        || run.log().endsWith("/" + name))
            .toList();
    if (meant.size() == 1) {
      return meant.get(0);
    }
    throw new CommandFailure(
        meant.isEmpty()
            ? "there is no run '"
                + name
                + "'"
                + didYouMean(runs.stream().map(StoredRun::applicationId).toList(), name)
            : "'" + name + "' names " + meant.size() + " runs; name the log of one of them.");
  }

  private List<StoredRun> runsOf(String workload) {
    ranked(workload);
    return judged().runs().stream().filter(run -> run.workload().equals(workload)).toList();
  }

  private RankedWorkload ranked(String workload) {
    List<RankedWorkload> all = judged().workloads();
    return all.stream()
        .filter(one -> one.summary().workload().equals(workload))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "there is no workload '"
                        + workload
                        + "'"
                        + didYouMean(
                            all.stream().map(one -> one.summary().workload()).toList(), workload)));
  }

  private static String didYouMean(Collection<String> known, String name) {
    return Nearest.closeTo(known, name, 1).stream()
        .findFirst()
        .map(near -> "; did you mean '" + near + "'?")
        .orElse(".");
  }

  private AnalysisReport newest(String workload, List<Integer> slots) {
    WorkloadAnalysis judging = analysis.apply(slots).workload();
    AnalysisReport report = null;
    for (StoredRun run : runsOf(workload).stream().sorted(StoredRun.BY_START).toList()) {
      report = judging.assess(run.run(spool));
    }
    return requireNonNull(report, "a workload without runs");
  }

  private synchronized Judged judged() {
    Found found = listing.get();
    List<LogState> logs = found.logs().stream().map(LogState::of).toList();
    if (judged == null || !judged.logs().equals(logs)) {
      judged = judge(found, logs);
    }
    return judged;
  }

  private Judged judge(Found found, List<LogState> logs) {
    Omissions omissions = new Omissions(terminal);
    omissions.addAll(found.leftOut());
    stored.keySet().retainAll(logs);
    FleetReader fleet = new FleetReader(terminal, reader, analysis.apply(List.of()));
    List<EventLog> fresh =
        found.logs().stream().filter(log -> !stored.containsKey(LogState.of(log))).toList();
    Map<String, List<StoredRun>> read =
        fleet.read(spool, fresh, omissions).stream().collect(Collectors.groupingBy(StoredRun::log));
    fresh.stream()
        .filter(log -> read.containsKey(log.path()))
        .forEach(log -> stored.put(LogState.of(log), read.get(log.path())));
    List<StoredRun> runs =
        SetReader.once(
            logs.stream().flatMap(log -> stored.getOrDefault(log, List.of()).stream()).toList(),
            omissions);
    List<RankedWorkload> workloads = fleet.judge(spool, runs, omissions);
    return new Judged(logs, runs, workloads, omissions.sentences());
  }

  @Override
  public void close() {
    spool.close();
  }
}
