package io.attune.sources.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.StoreException;
import io.attune.sources.RemoteStores;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.testing.ScriptedServer;
import io.attune.sources.testing.ScriptedServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopConfigurationTest {
  @TempDir private Path directory;

  private ProcessEnvironment environment(String core, String hdfs) throws IOException {
    Files.writeString(
        directory.resolve("core-site.xml"), "<configuration>" + core + "</configuration>");
    Files.writeString(
        directory.resolve("hdfs-site.xml"), "<configuration>" + hdfs + "</configuration>");
    return ScriptedServer.environment(directory, "HADOOP_CONF_DIR", directory.toString());
  }

  private static String property(String name, String value) {
    return "<property><name>" + name + "</name><value>" + value + "</value></property>";
  }

  private static String nodes(String first, String second) {
    return property("dfs.nameservices", "prod")
        + property("dfs.ha.namenodes.prod", "nn1, nn2")
        + property("dfs.namenode.http-address.prod.nn1", first)
        + property("dfs.namenode.http-address.prod.nn2", second);
  }

  @Test
  void nameNodesThatStandInForEachOther() throws IOException {
    HadoopConfiguration hadoop =
        HadoopConfiguration.of(
            environment(property("fs.defaultFS", "hdfs://prod"), nodes("a:9870", "b:9870")));
    assertThat(hadoop.defaultAuthority()).contains("prod");
    assertThat(hadoop.webAddresses("prod")).containsExactly("http://a:9870", "http://b:9870");
  }

  @Test
  void withoutAConfiguration() throws IOException {
    HadoopConfiguration hadoop = HadoopConfiguration.of(ScriptedServer.environment(directory));
    assertThat(hadoop.webAddresses("node:8020")).containsExactly("http://node:9870");
    assertThatThrownBy(
            () ->
                WebHdfsStore.of(
                    "hdfs:///logs", ScriptedServer.environment(directory), ScriptedServer.http()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("names no name node");
  }

  @Test
  void theActiveOneIsFound() throws IOException {
    try (ScriptedServer standby = new ScriptedServer();
        ScriptedServer active = new ScriptedServer()) {
      standby.on(
          "/webhdfs/v1/logs",
          Answer.of(403, "{\"RemoteException\":{\"exception\":\"StandbyException\"}}"));
      active.on(
          "/webhdfs/v1/logs",
          Answer.of(200, "{\"FileStatus\":{\"type\":\"DIRECTORY\"}}"),
          Answer.of(
              200,
              "{\"FileStatuses\":{\"FileStatus\":[{\"pathSuffix\":\"app-1\",\"type\":\"FILE\","
                  + "\"length\":7,\"modificationTime\":1767225600000}]}}"));
      ProcessEnvironment environment =
          environment(
              property("fs.defaultFS", "hdfs://prod"),
              nodes(standby.address().substring(7), active.address().substring(7)));

      assertThat(new LogPlaces(new RemoteStores(environment)).list(List.of("hdfs:///logs")).logs())
          .singleElement()
          .satisfies(
              log -> {
                assertThat(log.path()).isEqualTo("hdfs:///logs/app-1");
                assertThat(log.sizeBytes()).isEqualTo(7);
                assertThat(log.lastModified()).isEqualTo("2026-01-01T00:00:00Z");
              });
      assertThat(standby.asked()).hasSize(1);
    }
  }
}
