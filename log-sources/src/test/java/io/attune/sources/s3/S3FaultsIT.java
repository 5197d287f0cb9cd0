package io.attune.sources.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogException;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.Found;
import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.ReadProgress;
import io.attune.eventlog.ReadReport;
import io.attune.eventlog.testing.SmallLog;
import io.attune.schemas.EventSink;
import io.attune.sources.RemoteStores;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.http.RetryPatience;
import io.attune.sources.testing.FaultyProxy;
import io.attune.sources.testing.FaultyProxy.Fault;
import io.attune.sources.testing.FaultyProxy.Kind;
import io.attune.sources.testing.S3Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What networks and overloaded services do, between the reader and a service that speaks S3. */
class S3FaultsIT {
  private static final int TASKS = 3_000;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path scratch;

  private static S3Service service;
  private static FaultyProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    service = S3Service.start(scratch);
    proxy = new FaultyProxy(service.port());
    Files.writeString(service.bucket("logs").resolve("app-1"), SmallLog.whole(TASKS));
  }

  @AfterAll
  static void stop() {
    proxy.close();
    service.close();
  }

  private static Found list(String place) {
    Map<String, String> variables = new HashMap<>(S3Service.variables(proxy.port()));
    variables.put(RetryPatience.VARIABLE, "1");
    return new LogPlaces(
            new RemoteStores(new ProcessEnvironment(variables, scratch, InstantSource.system())))
        .list(List.of(place));
  }

  private static ReadReport read(EventLog log) {
    return new EventLogReader().read(log, EventSink.to(record -> {}), ReadProgress.NONE);
  }

  private static Fault[] times(int count, Fault fault) {
    Fault[] faults = new Fault[count];
    Arrays.fill(faults, fault);
    return faults;
  }

  @Test
  void cutsStallsAndOverloadLoseNothing() {
    EventLog log = list("s3://logs/app-1").logs().get(0);
    proxy.plan(
        new Fault(100_000, Kind.CUT),
        new Fault(0, Kind.SLOW_DOWN),
        new Fault(50_000, Kind.CUT),
        new Fault(120_000, Kind.STALL),
        new Fault(0, Kind.SLOW_DOWN),
        new Fault(0, Kind.CUT));
    ReadReport report = read(log);

    assertThat(report.tasks()).isEqualTo(TASKS);
    assertThat(report.warnings()).isEmpty();
  }

  @Test
  void aListingSurvivesOverload() {
    proxy.plan(times(3, new Fault(0, Kind.SLOW_DOWN)));
    assertThat(list("s3://logs").logs()).hasSize(1);
  }

  @Test
  void aServiceThatStaysOverloaded() {
    proxy.plan(times(50, new Fault(0, Kind.SLOW_DOWN)));
    Found found = list("s3://logs/app-1");
    proxy.plan();

    assertThat(found.leftOut())
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.sentence())
                    .startsWith(
                        "s3://logs/app-1 could not be read, also when tried again (S3 answered HTTP"
                            + " 503 SlowDown)"));
  }

  @Test
  void aLogThatCannotBeHadWholeIsNotJudgedByAPart() {
    EventLog log = list("s3://logs/app-1").logs().get(0);
    Fault[] faults = times(50, new Fault(0, Kind.CUT));
    faults[0] = new Fault(100_000, Kind.CUT);
    proxy.plan(faults);

    assertThatThrownBy(() -> read(log))
        .isInstanceOf(EventLogException.class)
        .hasMessageStartingWith("s3://logs/app-1 cannot be read: the connection to 127.0.0.1:");
    proxy.plan();
  }

  @Test
  void aServerThatSaysNothing() {
    proxy.plan(times(50, new Fault(0, Kind.STALL)));
    Found found = list("s3://logs/app-1");
    proxy.plan();

    assertThat(found.leftOut())
        .singleElement()
        .satisfies(one -> assertThat(one.sentence()).contains("does not answer"));
  }

  @Test
  void twoThousandLogsAreListedInAFewRequestsAndNoneIsAsked() throws IOException {
    Path bucket = service.bucket("many");
    for (int i = 0; i < 2_000; i++) {
      Files.writeString(bucket.resolve("app-" + i), SmallLog.whole(2));
    }
    proxy.takeRequests();
    List<EventLog> logs = list("s3://many").logs();
    assertThat(logs).hasSize(2_000);
    assertThat(proxy.takeRequests()).isLessThanOrEqualTo(3);

    proxy.takeBytes();
    List<EventLog> newest = logs.stream().sorted(EventLog.NEWEST_FIRST).limit(20).toList();
    newest.forEach(S3FaultsIT::read);
    long size = newest.stream().mapToLong(EventLog::sizeBytes).sum();
    assertThat(proxy.takeRequests()).isEqualTo(20);
    assertThat(proxy.takeBytes()).isBetween(size, size + 20 * 1_000);
  }
}
