package io.attune.sources.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.eventlog.Found;
import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.LogStores;
import io.attune.eventlog.testing.LogStoreContract;
import io.attune.sources.RemoteStores;
import io.attune.sources.testing.FakeGcs;
import io.attune.sources.testing.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GcsBucketTest extends LogStoreContract {
  private FakeGcs server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeGcs();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  public Set<String> schemes() {
    return Set.of("gs");
  }

  @Override
  protected LogStores stores() {
    return new RemoteStores(
        ScriptedServer.environment(Path.of("."), "STORAGE_EMULATOR_HOST", server.address()));
  }

  @Override
  protected String store(Map<String, byte[]> files) {
    files.forEach((path, content) -> server.put("place/" + path, content));
    return "gs://logs/place";
  }

  private String refusal(String place) {
    Found found = new LogPlaces(stores()).list(List.of(place));
    assertThat(found.logs()).isEmpty();
    assertThat(found.leftOut()).hasSize(1);
    return found.leftOut().get(0).sentence();
  }

  @Test
  void whoMayNotReadHearsWhatToDo() {
    server.require("the right one");
    assertThat(refusal("gs://logs/place"))
        .startsWith("gs://logs/place may not be read")
        .contains("HTTP 403 forbidden", "give ");
  }

  @Test
  void aBucketThatIsNotThere() {
    assertThat(refusal("gs://nowhere/place"))
        .startsWith("There is nothing at gs://nowhere/place")
        .contains("HTTP 404 notFound");
  }
}
