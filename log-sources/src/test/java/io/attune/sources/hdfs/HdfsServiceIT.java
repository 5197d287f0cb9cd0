package io.attune.sources.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.eventlog.Found;
import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.LogStores;
import io.attune.eventlog.testing.LogStoreContract;
import io.attune.sources.RemoteStores;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.testing.HdfsService;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on HDFS with WebHDFS. */
class HdfsServiceIT extends LogStoreContract {
  private static final AtomicInteger PLACES = new AtomicInteger();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path scratch;

  private static HdfsService service;

  @BeforeAll
  static void start() throws Exception {
    service = HdfsService.start(scratch);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Override
  public Set<String> schemes() {
    return Set.of("hdfs", "webhdfs", "swebhdfs");
  }

  private static LogStores with(String... more) {
    Map<String, String> variables = new HashMap<>(service.variables());
    for (int i = 0; i < more.length; i += 2) {
      variables.put(more[i], more[i + 1]);
    }
    return new RemoteStores(new ProcessEnvironment(variables, scratch, InstantSource.system()));
  }

  /** A directory is listed in one answer. */
  @Override
  protected int many() {
    return 53;
  }

  @Override
  protected LogStores stores() {
    return with();
  }

  @Override
  protected String store(Map<String, byte[]> files) throws Exception {
    String place = "/place-" + PLACES.incrementAndGet();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      service.put(place + "/" + file.getKey(), file.getValue());
    }
    return service.address() + place;
  }

  @Test
  void theNameNodeOfAnHdfsAddressIsAskedThroughAGateway() throws Exception {
    String place = store(Map.of("app-1", new byte[] {'{'}));
    String gateway = service.address().replace("webhdfs://", "http://");
    String path = place.substring(service.address().length());
    assertThat(
            new LogPlaces(with(WebHdfsStore.VARIABLE, gateway))
                .list(List.of("hdfs://prod" + path))
                .logs())
        .extracting(log -> log.path())
        .containsExactly("hdfs://prod" + path + "/app-1");
  }

  private static String refusal(LogStores stores, String place) {
    Found found = new LogPlaces(stores).list(List.of(place));
    assertThat(found.logs()).isEmpty();
    assertThat(found.leftOut()).hasSize(1);
    return found.leftOut().get(0).sentence();
  }

  @Test
  void aUserWhoMayNotRead() throws Exception {
    String place = store(Map.of("app-1", new byte[] {'{'}));
    service.close(place.substring(service.address().length()));
    assertThat(refusal(with("HADOOP_USER_NAME", "stranger"), place))
        .startsWith(place + " may not be read")
        .contains("HTTP 403", "stranger");
  }

  @Test
  void aDirectoryThatIsNotThere() {
    assertThat(refusal(with(), service.address() + "/nowhere"))
        .startsWith("There is no file or directory " + service.address() + "/nowhere: check");
  }
}
