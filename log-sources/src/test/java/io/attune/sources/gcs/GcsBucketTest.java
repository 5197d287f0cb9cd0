package io.attune.sources.gcs;

import io.attune.eventlog.LogStores;
import io.attune.eventlog.testing.LogStoreContract;
import io.attune.sources.RemoteStores;
import io.attune.sources.testing.FakeGcs;
import io.attune.sources.testing.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

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
}
