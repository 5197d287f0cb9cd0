package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.render.TerminalText;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.Found;
import io.attune.eventlog.ReadReport;
import io.attune.load.ReplayReport;
import io.attune.load.ReplaySpeed;
import io.attune.load.Replayer;
import io.attune.streams.rights.Rights;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Replays event logs into Kafka. */
@Command(
    name = "replay",
    header = "Send Spark event logs into Kafka, as the agent would have while they ran.",
    description = {"Without options it sends to a demo on this machine.", ""})
final class ReplayCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions common;
  @Mixin private ClusterOptions cluster;
  @Mixin private RedactionOptions redaction;
  @Mixin private LogSelection selection;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Event logs: paths, or addresses such as s3://bucket/path.")
  private List<String> places;

  @Option(
      names = "--speed",
      paramLabel = "SPEED",
      defaultValue = "max",
      converter = SpeedConverter.class,
      description = "max, or a multiple of real time such as 1x or 10x. Default: ${DEFAULT-VALUE}")
  private ReplaySpeed speed;

  ReplayCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() {
    EventLogReader reader = redaction.reader();
    Omissions omissions = new Omissions(terminal);
    Found found = selection.of(Places.all().look(places), Clock.systemDefaultZone());
    omissions.addAll(found.leftOut());
    List<EventLog> logs = found.logs();
    if (logs.isEmpty()) {
      throw omissions.nothingLeft();
    }
    Map<String, String> properties = cluster.properties();
    Connections.requireBroker(properties, Connections.PATIENCE);
    Connections.requireRights(
        properties, "replay", Rights.ofProducers(cluster.topics()), Connections.PATIENCE);
    Connections.requireRegistry(properties);
    long bytes = logs.stream().mapToLong(EventLog::sizeBytes).sum();
    Map<String, Long> starts = new HashMap<>();
    long start = 0;
    for (EventLog log : logs) {
      starts.put(log.path(), start);
      start += log.sizeBytes();
    }
    ReplayReport report;
    try (Replayer replayer =
            Replayer.open(properties, cluster.topics(), speed, Connections.PATIENCE, reader);
        ProgressBar bar = ProgressBars.ofBytes(terminal, "Sending", bytes)) {
      report =
          replayer.replay(logs, log -> (read, total) -> bar.stepTo(starts.get(log.path()) + read));
    }
    omissions.addAll(report.leftOut());
    omissions.addRedacted(report.logs().stream().mapToLong(ReadReport::redacted).sum());
    omissions.say();
    report.warnings().forEach(warning -> terminal.say(FailureReporter.sentence(warning)));
    for (ReadReport log : report.logs()) {
      terminal.println(
          String.format(
              Locale.ROOT,
              "%s  %,d records  %s",
              TerminalText.printable(log.applicationId()),
              log.records(),
              TerminalText.printable(log.log())));
    }
    terminal.say(
        String.format(
            Locale.ROOT,
            "Kafka at %s acknowledged %,d records.",
            cluster.bootstrapServers(),
            report.acknowledged()));
    return ExitCodes.DONE;
  }

  /** Parses a speed. */
  static final class SpeedConverter implements ITypeConverter<ReplaySpeed> {
    @Override
    public ReplaySpeed convert(String text) {
      try {
        return ReplaySpeed.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
