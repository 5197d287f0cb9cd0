package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.EventLogReader;
import io.attune.load.follow.FollowSettings;
import io.attune.load.follow.FollowStatus;
import io.attune.load.follow.Follower;
import io.attune.load.follow.TopicFollower;
import io.attune.local.Shutdown;
import io.attune.streams.rights.Rights;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Feeds the pipeline from event logs while they are written. */
@Command(
    name = "follow",
    header = "Send event logs into Kafka while Spark writes them; needs no agent.",
    description = {
      "Looks at the places again and again, until Ctrl-C. How far each log was read is kept in Kafka,"
          + " so that it, or another one, goes on from there; several share the logs out among"
          + " themselves.",
      ""
    })
final class FollowCommand implements Callable<Integer> {
  private static final Duration BETWEEN_REPORTS = Duration.ofMinutes(1);

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  /** Whether something could not be read. */
  private volatile boolean toldOf;

  @Mixin private CommonOptions common;
  @Mixin private ClusterOptions cluster;
  @Mixin private RedactionOptions redaction;
  @Mixin private LogNames names;

  @Parameters(
      arity = "0..*",
      paramLabel = "PLACE",
      description =
          "Event logs, directories of them, or addresses: s3://, gs://, abfss://, hdfs://, or http://"
              + " of a History Server; see docs/follow.md.")
  private List<String> places = List.of();

  @Option(
      names = "--from-topic",
      paramLabel = "TOPIC",
      description =
          "Instead of places: a Kafka topic, or an event hub, to which a platform emits Spark's"
              + " events as JSON, such as the diagnostic emitter of Synapse and Fabric.")
  private String topic;

  @Option(
      names = "--from-config",
      paramLabel = "FILE",
      description =
          "Properties of Kafka clients for the cluster of that topic, bootstrap.servers among them."
              + " Default: the cluster to which the records go.")
  private Path topicConfig;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Age.Converter.class,
      description = "Between two looks at the places. Default: ${DEFAULT-VALUE}")
  private Age interval;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      defaultValue = "1d",
      converter = Since.Converter.class,
      description =
          "Begin with no log that was not written to since then: an age or a date. Default:"
              + " ${DEFAULT-VALUE}")
  private Since since;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "4",
      description = "Logs that are read at the same time. Default: ${DEFAULT-VALUE}")
  private int threads;

  @Option(
      names = "--once",
      description =
          "Read what is there now, and end: with exit code 1 when nothing of it can be read.")
  private boolean once;

  FollowCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() throws InterruptedException {
    if (threads < 1) {
      throw wrong("--threads is " + threads + "; give 1 or more.");
    }
    if (places.isEmpty() == (topic == null)) {
      throw wrong(
          topic == null
              ? "Name the places to follow, such as s3://bucket/spark-events, or --from-topic=TOPIC."
              : "Give either places or --from-topic, not both.");
    }
    EventLogReader reader = redaction.reader();
    Map<String, String> properties = cluster.properties();
    Connections.requireBroker(properties, Connections.PATIENCE);
    Connections.requireRights(
        properties, "follow", Rights.ofFollowers(cluster.topics()), Connections.PATIENCE);
    Connections.requireRegistry(properties);
    if (topic != null) {
      followTopic(properties, reader);
      return ExitCodes.DONE;
    }
    Instant now = Instant.now();
    Duration youngerThan = Duration.between(since.before(now, ZoneId.systemDefault()), now);
    FollowSettings settings = new FollowSettings(threads, youngerThan, Connections.PATIENCE);
    try (Shutdown shutdown = Shutdown.atExit()) {
      Follower follower =
          shutdown.add(
              Follower.open(
                  properties,
                  cluster.topics(),
                  () -> names.of(Places.all().list(places)),
                  reader,
                  settings,
                  this::tell));
      if (once) {
        FollowStatus status = once(follower);
        return toldOf && status.logs() == status.leftOut() ? ExitCodes.FAILED : ExitCodes.DONE;
      } else {
        terminal.say("Following " + String.join(", ", places) + "; Ctrl-C ends it.");
        forEver(follower);
      }
    }
    return ExitCodes.DONE;
  }

  private void tell(String problem) {
    toldOf = true;
    terminal.say(FailureReporter.sentence(problem));
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private void followTopic(Map<String, String> properties, EventLogReader reader) {
    Map<String, String> source =
        topicConfig == null ? properties : ClusterOptions.properties(topicConfig, "--from-config");
    try (Shutdown shutdown = Shutdown.atExit()) {
      TopicFollower follower =
          shutdown.add(
              TopicFollower.open(
                  source,
                  topic,
                  properties,
                  cluster.topics(),
                  reader,
                  Connections.PATIENCE,
                  this::tell));
      if (!once) {
        terminal.say("Following the topic " + topic + "; Ctrl-C ends it.");
      }
      Reports reports = new Reports();
      TopicFollower.Status status = follower.look();
      while (!follower.isClosed() && !(once && status.ready() && status.behind() == 0)) {
        status = follower.look();
        if (!once && status.ready()) {
          reports.say(line(status));
        }
      }
      if (once) {
        terminal.say(line(status));
      }
    }
  }

  /** A line now and then, when something changed. */
  private final class Reports {
    private String said = "";
    private long sayAt = System.nanoTime();

    void say(String line) {
      if (!line.equals(said) && System.nanoTime() >= sayAt) {
        terminal.say(line);
        said = line;
        sayAt = System.nanoTime() + BETWEEN_REPORTS.toNanos();
      }
    }
  }

  private static String line(TopicFollower.Status status) {
    return String.format(
        Locale.ROOT,
        "%,d applications running; %,d records behind, %,d left out; %,d records sent.",
        status.running(),
        status.behind(),
        status.unusable(),
        status.records());
  }

  private FollowStatus once(Follower follower) throws InterruptedException {
    FollowStatus status = follower.look();
    while (!status.ready() || !follower.isIdle()) {
      Thread.sleep(100);
      status = status.ready() ? follower.status() : follower.look();
    }
    // What was found out while reading is said by a second look.
    FollowStatus last = follower.look();
    terminal.say(line(last));
    return last;
  }

  private void forEver(Follower follower) throws InterruptedException {
    Reports reports = new Reports();
    while (!follower.isClosed()) {
      FollowStatus status = follower.look();
      if (status.ready()) {
        reports.say(line(status));
      }
      Thread.sleep(status.ready() ? interval.time().toMillis() : 100);
    }
  }

  private static String line(FollowStatus status) {
    return String.format(
        Locale.ROOT,
        "%,d logs, %,d of them growing%s; %,d bytes behind; %,d records sent.",
        status.logs(),
        status.growing(),
        status.leftOut() == 0 ? "" : String.format(Locale.ROOT, ", %,d left out", status.leftOut()),
        status.unreadBytes(),
        status.records());
  }
}
