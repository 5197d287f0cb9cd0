package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Databricks job is read and the body that changes it is written. */
class ConfOntoTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private Path job(String text) throws IOException {
    return Files.writeString(directory.resolve("job.json"), text);
  }

  private static Session conf(String... options) throws IOException {
    String text = "{\"new_cluster\": {\"num_workers\": 3, \"autoscale\": null}, \"attune\": {}}";
    byte[] answer =
        JSON.createObjectNode().put("text", text).toString().getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "conf", "orders", "--url", "http://127.0.0.1:" + server.getAddress().getPort()));
      arguments.addAll(List.of(options));
      return Session.of(arguments.toArray(String[]::new));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void writesTheBodyOfTheUpdate() throws IOException {
    Path job =
        job(
            """
            {"job_id": 7, "settings": {"job_clusters": [
              {"job_cluster_key": "main", "new_cluster":
                {"spark_version": "15.4.x-scala2.12", "policy_id": "P1",
                 "autoscale": {"min_workers": 1, "max_workers": 9}}}]}}
            """);

    Session session = conf("--format", "databricks", "--onto", job.toString());

    assertThat(session.exitCode()).isZero();
    JsonNode body = JSON.readTree(session.out());
    assertThat(body)
        .isEqualTo(
            JSON.readTree(
                """
                {"job_id": 7, "new_settings": {"job_clusters": [
                  {"job_cluster_key": "main", "new_cluster":
                    {"spark_version": "15.4.x-scala2.12", "policy_id": "P1", "num_workers": 3}}]}}
                """));
    assertThat(session.err()).contains("policy P1");
  }

  @Test
  void saysInOneSentenceWhatIsWrong() throws IOException {
    Path job = job("{\"settings\": {\"tasks\": []}}");

    assertThat(conf("--onto", job.toString()).err())
        .contains("goes with --format databricks")
        .hasLineCount(1);
    assertThat(conf("--format", "databricks", "--onto", job.toString()).err())
        .contains("has no cluster of its own")
        .hasLineCount(1);
    assertThat(conf("--format", "databricks", "--onto", job("{").toString()).err())
        .contains("cannot be read as JSON");
  }
}
