package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import io.attune.load.ReplaySpeed;
import io.attune.load.Replayer;
import io.attune.local.LocalPorts;
import io.attune.local.LocalStack;
import io.attune.local.Shutdown;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code attune conf} says of a running Attune. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConfIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path directory;

  private static Shutdown shutdown;
  private static Path sick;
  private static String url;

  @BeforeAll
  static void startAndReplay() throws Exception {
    shutdown = Shutdown.atExit();
    LocalStack stack = LocalStack.start(LocalPorts.FREE, directory.resolve("data"), shutdown);
    url = stack.dashboardUrl();
    Path runs = directory.resolve("runs");
    BundledRuns.copyTo(runs);
    sick = runs.resolve("too-many-partitions.zstd");
    List<EventLog> logs = EventLogs.find(List.of(sick, runs.resolve("healthy-orders.zstd")));
    try (Replayer replayer =
        Replayer.open(
            stack.clientProperties(), stack.topics(), ReplaySpeed.MAX, Connections.PATIENCE)) {
      replayer.replay(logs, log -> ReadProgress.NONE);
    }
    assertThat(stack.awaitCaughtUp(PATIENCE)).isTrue();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (conf("too-many-partitions", "spark-submit").out().isEmpty()) {
      assertThat(System.nanoTime()).as("advice never came").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  @AfterAll
  static void stop() {
    shutdown.close();
  }

  private static Session conf(String workload, String format) {
    return Session.of("conf", workload, "--format", format, "--url", url);
  }

  @Test
  void printsTheArgumentsThatAnAnalysisOfTheSameRunPrints() {
    Session conf = conf("too-many-partitions", "spark-submit");

    assertThat(conf.exitCode()).isZero();
    assertThat(conf.out()).matches("(--conf spark[.\\w]+=[\\w.]+ ?)+\n");
    assertThat(conf.out())
        .isEqualTo(Session.of("analyze", sick.toString(), "--format", "spark-submit").out());
    assertThat(conf.err()).contains("spark.sql.shuffle.partitions = ", "Doubt: ", "to go back");
  }

  @Test
  void printsEveryFormat() {
    for (String format : new OutputFormat.Candidates()) {
      Session conf = conf("too-many-partitions", format);

      assertThat(conf.exitCode()).as(conf.err()).isZero();
      assertThat(conf.out()).as(format).contains("spark.sql.shuffle.partitions");
    }
  }

  @Test
  void hasNothingToSetForAHealthyWorkload() {
    Session conf = conf("healthy-orders", "spark-submit");

    assertThat(conf.exitCode()).isZero();
    assertThat(conf.out()).isEmpty();
    assertThat(conf.err()).contains("nothing to change").hasLineCount(1);
  }

  @Test
  void suggestsTheWorkloadThatWasMeant() {
    Session conf = conf("to-many-partition", "spark-submit");

    assertThat(conf.exitCode()).isEqualTo(1);
    assertThat(conf.out()).isEmpty();
    assertThat(conf.err())
        .contains("'to-many-partition'", "did you mean 'too-many-partitions'?")
        .hasLineCount(1);
    assertThat(conf("zzz", "emr").err()).contains("'zzz'", "/api/v1/workloads").hasLineCount(1);
  }
}
