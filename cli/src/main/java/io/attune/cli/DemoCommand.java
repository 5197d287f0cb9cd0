package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.statistics.StageState;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import io.attune.load.ReplaySpeed;
import io.attune.load.Replayer;
import io.attune.local.LocalStack;
import io.attune.local.Shutdown;
import io.attune.schemas.Recommendation;
import io.attune.streams.client.RecommendationFollower;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs everything on this machine, with real runs that are packed into this program. */
@Command(
    name = "demo",
    header = "Try everything on this machine, with recorded runs of real Spark.",
    description = {
      "Starts Kafka, a schema registry and Attune in this process, sends recorded runs of real"
          + " Spark applications through them, and prints the advice that comes back. Then it"
          + " keeps serving, so that your own Spark on this machine can report to it, until"
          + " Ctrl-C.",
      ""
    })
final class DemoCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Terminal terminal;

  @Mixin private CommonOptions common;
  @Mixin private DemoOptions options;

  @Option(names = "--exit", description = "End when the advice has been printed.")
  private boolean exit;

  @Option(names = "--all", description = "Print every recommendation in full, not a few.")
  private boolean all;

  DemoCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() throws InterruptedException {
    options.requireFreePorts();
    try (Shutdown shutdown = Shutdown.atExit()) {
      Path directory = directory(shutdown);
      Stopwatch watch = new Stopwatch();
      status("Starting Kafka, a schema registry and Attune on this machine...");
      LocalStack stack = LocalStack.start(options.ports(), directory, shutdown);
      status("Started Kafka, a schema registry and Attune in " + watch.lap() + ".");

      List<EventLog> logs = EventLogs.find(BundledRuns.copyTo(directory.resolve("runs")));
      List<Run> runs = new LogReader(terminal).read(logs);
      status("Sending " + logs.size() + " recorded runs of real Spark through Kafka...");
      long events = replay(stack, logs);
      Collection<Recommendation> advice = adviceOn(stack);
      status(
          String.format(
              Locale.ROOT,
              "%d runs, %,d events: sent, processed, and advice read back in %s.",
              logs.size(),
              events,
              watch.lap()));

      terminal.println("");
      DemoReport report = new DemoReport(terminal);
      report.printRuns(runs.stream().map(DemoCommand::describe).toList(), advice);
      report.printAdvice(advice, all);
      if (!exit) {
        report.printWhatNext(stack);
        followNews(stack, shutdown);
      }
    }
    return ExitCodes.DONE;
  }

  private Path directory(Shutdown shutdown) {
    if (options.dataDirectory().isPresent()) {
      return WorkDirectories.created(options.dataDirectory().get().toAbsolutePath());
    }
    Path temporary = WorkDirectories.temporary();
    shutdown.add(() -> WorkDirectories.delete(temporary));
    return temporary;
  }

  private static long replay(LocalStack stack, List<EventLog> logs) {
    try (Replayer replayer =
        Replayer.open(
            stack.clientProperties(), stack.topics(), ReplaySpeed.MAX, Connections.PATIENCE)) {
      return replayer.replay(logs, log -> ReadProgress.NONE).acknowledged();
    }
  }

  private Collection<Recommendation> adviceOn(LocalStack stack) throws InterruptedException {
    if (!stack.awaitCaughtUp(PATIENCE)) {
      throw new CommandFailure(
          "the recorded runs were not worked off within "
              + PATIENCE.toMinutes()
              + " minutes; run it again with --verbose to see why.");
    }
    try (RecommendationFollower follower =
        new RecommendationFollower(
            stack.clientProperties(), stack.topics().recommendations().name())) {
      follower.readToEnd((where, reason) -> status("Left out " + where + ": " + reason));
      return follower.standing().values();
    }
  }

  private static DemoReport.BundledRun describe(Run run) {
    return new DemoReport.BundledRun(
        run.application().applicationId(),
        run.application().workload(),
        run.application()
            .span()
            .map(span -> Duration.ofMillis(span.durationMs()))
            .orElse(Duration.ZERO),
        run.stages().stream().mapToLong(StageState::tasksSucceeded).sum());
  }

  private void followNews(LocalStack stack, Shutdown shutdown) {
    Map<String, String> properties = stack.clientProperties();
    String topic = stack.topics().recommendations().name();
    try (RecommendationFollower follower = new RecommendationFollower(properties, topic)) {
      follower.skipToEnd();
      shutdown.add((AutoCloseable) follower::wakeup);
      follower.follow(new WatchCommand.Printer(terminal, Optional.empty()));
    }
  }

  private void status(String line) {
    terminal.say(line);
  }

  /** Seconds since the last call. */
  private static final class Stopwatch {
    private long start = System.nanoTime();

    private String lap() {
      long now = System.nanoTime();
      String text = String.format(Locale.ROOT, "%.1f s", (now - start) / 1e9);
      start = now;
      return text;
    }
  }
}
