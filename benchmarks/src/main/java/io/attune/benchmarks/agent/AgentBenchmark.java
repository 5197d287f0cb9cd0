package io.attune.benchmarks.agent;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.benchmarks.harness.Findings;
import io.attune.benchmarks.harness.Workbench;
import io.attune.benchmarks.streaming.StreamBenchmark;
import io.attune.samples.SparkHome;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench agent}: the Spark agent's overhead on Spark's listener thread, compared with Spark's
 * own event log and sparkMeasure's Kafka sinks, with Kafka fast, slow, unreachable and
 * unresponsive.
 *
 * <p>Uses Scala 2.12, because sparkMeasure is available for it; the agent's jar is the same.
 */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    description =
        "The Spark agent's overhead, compared with EventLoggingListener and sparkMeasure.")
public final class AgentBenchmark extends StreamBenchmark {
  private static final String SPARK = "spark-3.5-scala-2.12";

  @Option(names = "--events", description = "Events per pass (20000; --quick: 2000).")
  private Integer events;

  @Option(names = "--per-second", description = "Events per second (${DEFAULT-VALUE}).")
  private int perSecond = 10_000;

  @Option(names = "--repeats", description = "Passes per listener (5; --quick: 1).")
  private Integer repeats;

  @Option(
      names = "--patience",
      description = "Seconds after which a late pass is cut short (10; --quick: 1).")
  private Integer patience;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "Event log whose events are replayed; repeatable (default: the sample runs).")
  private List<Path> logs = new ArrayList<>();

  @Option(names = "--heap", description = "Heap of the measured process (${DEFAULT-VALUE}).")
  private String heap = "1g";

  /** For picocli. */
  public AgentBenchmark() {}

  @Override
  protected String name() {
    return "agent";
  }

  @Override
  public List<Findings> measure(Path scratch) throws IOException, InterruptedException {
    Path checkout = Path.of(System.getProperty("attune.home", "."));
    Workbench bench = new Workbench(checkout, scratch);
    Path work = Files.createDirectories(bench.scratch().resolve("agent"));
    SparkHome home = bench.sparkHome(SPARK, "agent");
    List<Path> played = logs.isEmpty() ? sampleRuns(checkout) : logs;
    progress("Starting a broker%s", quick() ? "" : " and one behind a slow connection");
    try (Brokers brokers = Brokers.start(work, !quick())) {
      AgentRunPlan plan = plan(brokers, played, work);
      OverheadFindings findings = new OverheadFindings(run(bench, home, plan, work));
      facts(findings, plan, home);
      compareWithTopics(findings, brokers);
      return List.of(findings);
    }
  }

  private AgentRunPlan plan(Brokers brokers, List<Path> played, Path work) {
    int each = events == null ? (quick() ? 2_000 : 20_000) : events;
    return new AgentRunPlan(
        played.stream().map(log -> log.toAbsolutePath().toUri().toString()).toList(),
        work.resolve("event-logs").toString(),
        brokers.fast(),
        brokers.slow(),
        brokers.dead(),
        brokers.silent(),
        brokers.registry(),
        each,
        quick() ? each : Math.max(each, 20_000),
        perSecond,
        repeats == null ? (quick() ? 1 : 5) : repeats,
        1_000L * (patience == null ? (quick() ? 1 : 10) : patience),
        quick() ? "500ms" : "5s");
  }

  private static List<Path> sampleRuns(Path checkout) throws IOException {
    try (Stream<Path> files = Files.list(checkout.resolve("sample-runs/logs"))) {
      // Those of Spark 3.5, which cannot read all events of Spark 4.
      return files.filter(file -> file.toString().endsWith(".zstd")).sorted().toList();
    }
  }

  private List<ListenerPass> run(Workbench bench, SparkHome home, AgentRunPlan plan, Path work)
      throws IOException, InterruptedException {
    ObjectMapper json = new ObjectMapper();
    Path planned = work.resolve("plan.json");
    Path passes = work.resolve("passes.json");
    Files.deleteIfExists(passes);
    json.writeValue(planned.toFile(), plan);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(home.moduleOptions());
    command.add("-Xmx" + heap);
    command.add("-cp");
    command.add(classPath(bench, home));
    command.add(OverheadProgram.class.getName());
    command.add(planned.toString());
    command.add(passes.toString());
    Path errors = work.resolve("measured.log");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        progress("%s", line);
      }
      if (process.waitFor() != 0 || !Files.exists(passes)) {
        throw new IOException("the measuring process failed; its log is " + errors);
      }
    } finally {
      process.destroyForcibly();
    }
    return json.readValue(passes.toFile(), new TypeReference<List<ListenerPass>>() {});
  }

  private static String classPath(Workbench bench, SparkHome home) throws IOException {
    Path agent = bench.built("spark-agent/target/attune-spark-agent.jar");
    Path sparkMeasure = bench.built("benchmarks/target/sparkmeasure");
    return String.join(
        File.pathSeparator,
        home.classpath(),
        agent.toString(),
        sparkMeasure.resolve("*").toString(),
        bench.ownClasses().toString());
  }

  private static void facts(OverheadFindings findings, AgentRunPlan plan, SparkHome home) {
    findings.fact("Spark", home.sparkVersion() + ", Scala " + home.scalaVersion());
    findings.fact("applications played", plan.logs().size());
    findings.fact("events of a pass", plan.events());
    findings.fact("events a second", plan.perSecond());
    findings.fact("repeats", plan.repeats());
    findings.fact("spark.attune.shutdown.timeout, Kafka not fast", plan.shutdownTimeout());
    if (plan.slow() == null) {
      return;
    }
    findings.fact(
        "slow",
        SlowProxy.CHUNK_BYTES
            + " bytes at a time, each held for "
            + SlowProxy.HOLD_MILLIS
            + " ms, both ways");
  }

  /** Compares the agent's counters with the broker's topics. */
  private static void compareWithTopics(OverheadFindings findings, Brokers brokers)
      throws IOException, InterruptedException {
    for (String broker : List.of(Names.FAST, Names.SLOW, Names.FLOOD)) {
      String listener = Names.agent(broker);
      DeliveryCounts account = findings.account(listener);
      if (account == null) {
        continue;
      }
      long records = brokers.recordsAt(broker);
      long tasks = brokers.tasksAt(broker);
      // Over the slow connection a record may arrive after the agent counted it as lost.
      account.checkArrived(listener, records, tasks, account.lost() > 0);
      findings.note(listener, String.format("in the topics %,d, of tasks %,d", records, tasks));
    }
  }
}
