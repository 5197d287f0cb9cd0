package io.attune.sources.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.LogStores;
import io.attune.eventlog.testing.LogStoreContract;
import io.attune.sources.RemoteStores;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.testing.AzureService;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on Azurite. */
class AzureServiceIT extends LogStoreContract {
  private static final AtomicInteger PLACES = new AtomicInteger();
  private static final String ADDRESS =
      "abfss://logs@" + AzureService.ACCOUNT + ".dfs.core.windows.net/";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path scratch;

  private static AzureService service;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> program = AzureService.program();
    assumeTrue(
        program.isPresent(),
        "Azurite is not installed: npm install --prefix target/azurite azurite, or -g azurite");
    service = AzureService.start(program.get(), scratch);
    service.create("logs");
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
  }

  @Override
  public Set<String> schemes() {
    return Set.of("abfs", "abfss", "wasb", "wasbs");
  }

  private static LogStores with(Map<String, String> changes) {
    Map<String, String> variables = new HashMap<>(service.variables());
    variables.putAll(changes);
    return new RemoteStores(new ProcessEnvironment(variables, scratch, InstantSource.system()));
  }

  @Override
  protected LogStores stores() {
    return with(Map.of());
  }

  @Override
  protected String store(Map<String, byte[]> files) throws Exception {
    String place = "place-" + PLACES.incrementAndGet();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      service.put("logs", place + "/" + file.getKey(), file.getValue());
    }
    return ADDRESS + place;
  }

  private static String refusal(Map<String, String> changes, String place) {
    return new LogPlaces(with(changes)).list(List.of(place)).leftOut().get(0).sentence();
  }

  @Test
  void aKeyThatIsWrong() {
    String name = "AZURE_STORAGE_CONNECTION_STRING";
    String wrong = service.variables().get(name).replaceFirst("AccountKey=...", "AccountKey=AAA");
    assertThat(refusal(Map.of(name, wrong), ADDRESS + "x"))
        .startsWith(ADDRESS + "x may not be read with the account's key (Azure answered HTTP 403")
        .doesNotContain("AAA");
  }

  @Test
  void aContainerThatIsNotThere() {
    assertThat(refusal(Map.of(), ADDRESS.replace("logs@", "nowhere@") + "x"))
        .contains("There is nothing at", "ContainerNotFound");
  }
}
