package io.attune.sources.gcs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.attune.eventlog.LogStores;
import io.attune.eventlog.testing.LogStoreContract;
import io.attune.sources.RemoteStores;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.testing.GcsEmulator;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on Google's own emulator of Cloud Storage. */
@Tag("places")
class GcsEmulatorIT extends LogStoreContract {
  private static final AtomicInteger PLACES = new AtomicInteger();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path scratch;

  private static GcsEmulator service;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> tools = GcsEmulator.tools();
    assumeTrue(
        tools.isPresent(),
        "firebase-tools is not installed: npm install --prefix target/firebase firebase-tools");
    service = GcsEmulator.start(tools.get(), scratch);
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
  }

  @Override
  protected LogStores stores() {
    return new RemoteStores(
        new ProcessEnvironment(service.variables(), scratch, InstantSource.system()));
  }

  @Override
  protected String store(Map<String, byte[]> files) throws Exception {
    String place = "place-" + PLACES.incrementAndGet();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      service.put("logs", place + "/" + file.getKey(), file.getValue());
    }
    return "gs://logs/" + place;
  }
}
