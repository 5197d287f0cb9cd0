package io.attune.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.eventlog.StoreException;
import io.attune.sources.testing.ScriptedServer;
import io.attune.sources.testing.ScriptedServer.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResumingStreamTest {
  private static final byte[] CONTENT = new byte[200_000];

  static {
    new Random(1).nextBytes(CONTENT);
  }

  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private byte[] read(long offset) throws IOException {
    Problems problems = new Problems("It", "host", () -> "nobody", "do something.");
    URI uri = URI.create(server.address() + "/x");
    try (InputStream in =
        ResumingStream.open(
            ScriptedServer.http(),
            (from, version) -> {
              Request request = Request.get(uri).from(from);
              return version == null ? request : request.with("If-Match", version);
            },
            e -> problems.of("s3://logs/x", e),
            offset)) {
      return in.readAllBytes();
    }
  }

  private static Answer from(int offset) {
    return Answer.of(offset == 0 ? 200 : 206, Arrays.copyOfRange(CONTENT, offset, CONTENT.length))
        .with("ETag", "\"1\"");
  }

  @Test
  void goesOnWhereTheConnectionWasCut() throws IOException {
    server.on(
        "/x",
        from(0).cutAfter(50_000),
        Answer.of(503, ""),
        from(50_000).cutAfter(1),
        from(50_001).cutAfter(0),
        from(50_001));
    assertThat(read(0)).isEqualTo(CONTENT);
    assertThat(server.asked()).extracting(one -> one.header("Range")).contains("bytes=50000-");
    assertThat(server.asked().get(4).header("If-match")).isEqualTo("\"1\"");
  }

  @Test
  void goesOnAfterAStall() throws IOException {
    server.on("/x", from(0).stallingAfter(70_000), from(70_000));
    assertThat(read(0)).isEqualTo(CONTENT);
  }

  @Test
  void aServerWithoutRangesIsReadFromTheBeginning() throws IOException {
    server.on("/x", from(0).cutAfter(50_000), Answer.of(200, CONTENT));
    assertThat(read(0)).isEqualTo(CONTENT);
  }

  @Test
  void isCutAtTheSamePlaceForEver() {
    server.on("/x", from(0).cutAfter(50_000), from(50_000).cutAfter(0));
    assertThatThrownBy(() -> read(0))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "s3://logs/x cannot be read: the connection to host failed (the connection was cut).");
  }

  @Test
  void stallsForEver() {
    server.on("/x", from(0).stallingAfter(50_000), from(50_000).stallingAfter(0));
    assertThatThrownBy(() -> read(0))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("host does not answer");
  }

  @Test
  void aFileThatWasReplacedMeanwhileIsNotMixed() {
    server.on("/x", from(0).cutAfter(50_000), Answer.of(412, ""));
    assertThatThrownBy(() -> read(0))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("it changed while it was read");
  }

  @Test
  void afterTheEndThereIsNothing() throws IOException {
    server.on("/x", Answer.of(416, ""));
    assertThat(read(CONTENT.length)).isEmpty();
  }

  @Test
  void anAnswerThatIsNone() {
    server.on("/x", Answer.of(403, "<Code>AccessDenied</Code><Secret>s3cret</Secret>"));
    assertThatThrownBy(() -> read(0))
        .hasMessage(
            "s3://logs/x may not be read with nobody (It answered HTTP 403 AccessDenied): do"
                + " something.");
  }
}
