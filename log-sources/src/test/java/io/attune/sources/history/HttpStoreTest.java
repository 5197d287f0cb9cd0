package io.attune.sources.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogException;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.Found;
import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.ReadProgress;
import io.attune.eventlog.SkippedPath;
import io.attune.eventlog.testing.CoversSchemes;
import io.attune.eventlog.testing.SmallLog;
import io.attune.schemas.EventSink;
import io.attune.sources.RemoteStores;
import io.attune.sources.testing.ScriptedServer;
import io.attune.sources.testing.ScriptedServer.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a History Server's REST interface answers; a real one is asked by HistoryServerIT. */
class HttpStoreTest implements CoversSchemes {
  private static final String API = "/api/v1/applications";
  private static final String ATTEMPT =
      "{\"attemptId\":\"%s\",\"lastUpdatedEpoch\":%d,\"completed\":%b}";

  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  public Set<String> schemes() {
    return Set.of("http", "https");
  }

  private static byte[] zip(String name, String text) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(stored)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(SmallLog.bytes(text));
    }
    return stored.toByteArray();
  }

  private void applications() throws IOException {
    String first = String.format(ATTEMPT, "1", 1_767_225_600_000L, true);
    String second = String.format(ATTEMPT, "2", 1_767_225_601_000L, false);
    String one = "{\"id\":\"application_1\",\"attempts\":[" + second + "," + first + "]}";
    String other =
        "{\"id\":\"app-2\",\"attempts\":[{\"lastUpdatedEpoch\":1767225602000,\"completed\":true}]}";
    server
        .on(API, Answer.of(200, "[" + other + "," + one + "]"))
        .on(API + "/application_1", Answer.of(200, one))
        .on(API + "/app-2/logs", Answer.of(200, zip("app-2", SmallLog.whole(3))));
  }

  private Found list(String place, String... variables) {
    return new LogPlaces(new RemoteStores(ScriptedServer.environment(Path.of("."), variables)))
        .list(List.of(place));
  }

  private static long tasks(EventLog log) {
    return new EventLogReader().read(log, EventSink.to(record -> {}), ReadProgress.NONE).tasks();
  }

  @Test
  void theApplicationsOfAHistoryServer() throws IOException {
    applications();
    for (String place : List.of(server.address() + "/", server.address() + API)) {
      List<EventLog> logs = list(place).logs();
      assertThat(logs)
          .extracting(EventLog::name)
          .containsExactly("app-2", "application_1_1", "application_1_2");
      assertThat(logs).extracting(EventLog::inProgress).containsExactly(false, false, true);
      assertThat(logs.get(0).lastModified()).isEqualTo(Instant.ofEpochMilli(1_767_225_602_000L));
      assertThat(tasks(logs.get(0))).isEqualTo(3);
    }
  }

  /** As a server behind a login sends one for whatever is asked. */
  @Test
  void aPageInsteadOfTheList() {
    Answer login = Answer.of(200, "\n<!DOCTYPE html><html><title>Sign in</title></html>");
    server.on("/", login).on(API, login);
    EventLog log = list(server.address()).logs().get(0);
    assertThatThrownBy(() -> tasks(log))
        .isInstanceOf(EventLogException.class)
        .hasMessage(
            server.address()
                + " is a web page and no Spark event log: check the address, and give credentials"
                + " where the server asks for a login.");
  }

  /** A log has the address of its application's page, which is for people and may be given. */
  @Test
  void theAddressOfALog() throws IOException {
    applications();
    assertThat(list(server.address()).logs())
        .extracting(EventLog::path)
        .containsExactly(
            server.address() + "/history/app-2",
            server.address() + "/history/application_1/1",
            server.address() + "/history/application_1/2");
    server.on(API + "/app-2", Answer.of(200, "{\"id\":\"app-2\",\"attempts\":[{}]}"));
    assertThat(list(server.address() + "/history/app-2").logs())
        .singleElement()
        .satisfies(log -> assertThat(tasks(log)).isEqualTo(3));
  }

  @Test
  void theAddressOfAnApplicationsPage() throws IOException {
    applications();
    assertThat(list(server.address() + "/history/application_1/2/jobs/").logs())
        .extracting(EventLog::name)
        .containsExactly("application_1_2");
    assertThat(list(server.address() + "/history/application_1").logs()).hasSize(2);
  }

  @Test
  void anArchiveWhoseConnectionIsCut() throws IOException {
    applications();
    byte[] zip = zip("app-2", SmallLog.whole(3_000));
    server.on(
        API + "/app-2/logs", Answer.of(200, zip).cutAfter(zip.length / 2), Answer.of(200, zip));
    assertThat(tasks(list(server.address()).logs().get(0))).isEqualTo(3_000);
  }

  @Test
  void aSingleFileWithASignedAddress() {
    server.on("/logs/app-1", Answer.of(200, SmallLog.whole(2)));
    Found found = list(server.address() + "/logs/app-1?X-Amz-Signature=s3cret");

    assertThat(found.leftOut()).isEmpty();
    assertThat(found.logs().get(0).path()).isEqualTo(server.address() + "/logs/app-1");
    assertThat(tasks(found.logs().get(0))).isEqualTo(2);
    assertThat(server.asked().get(server.asked().size() - 1).uri().getQuery())
        .isEqualTo("X-Amz-Signature=s3cret");
  }

  @Test
  void credentialsAreSentAndNotShown() throws IOException {
    applications();
    String host = server.address().substring("http://".length());
    assertThat(list("http://me:s3cret@" + host).logs()).hasSize(3);
    assertThat(server.asked().get(0).header("Authorization")).startsWith("Basic ");
    list(server.address(), HttpStore.VARIABLE, "t0ken");
    assertThat(server.asked().get(1).header("Authorization")).isEqualTo("Bearer t0ken");

    server.on(API, Answer.of(401, ""));
    assertThat(list("http://me:s3cret@" + host + "/?token=s3cret").leftOut())
        .singleElement()
        .extracting(SkippedPath::sentence)
        .asString()
        .doesNotContain("s3cret")
        .isEqualTo(
            "http://"
                + host
                + " may not be read with these credentials (The server answered HTTP 401): give a"
                + " user in the address, or a token in ATTUNE_HTTP_TOKEN.");
  }

  @Test
  void nothingIsThere() {
    assertThat(list(server.address() + "/gone").leftOut())
        .singleElement()
        .extracting(SkippedPath::sentence)
        .asString()
        .startsWith("There is no file or directory " + server.address() + "/gone");
  }
}
