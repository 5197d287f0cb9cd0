package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code attune mcp} as a process of its own, spoken to by the client of the protocol's SDK. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class McpIT {
  private static final String LOGS = Path.of("..", "sample-runs", "logs").toString();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private static List<String> command(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "mcp"));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().get(0)).text();
  }

  @Test
  void answersTheClientOfTheSdk() throws IOException {
    List<String> command = command(LOGS + "/too-many-partitions.zstd", LOGS + "/skewed-join.zstd");
    StdioClientTransport transport =
        new StdioClientTransport(
            ServerParameters.builder(command.get(0))
                .args(command.subList(1, command.size()))
                .build(),
            new JacksonMcpJsonMapper(new ObjectMapper()));
    try (McpSyncClient client =
        McpClient.sync(transport)
            .requestTimeout(PATIENCE)
            .initializationTimeout(PATIENCE)
            .jsonSchemaValidator((schema, content) -> ValidationResponse.asValid(""))
            .build()) {
      assertThat(client.initialize().serverInfo().name()).isEqualTo("attune");
      List<Tool> tools = client.listTools().tools();
      assertThat(tools)
          .extracting(Tool::name)
          .containsExactly(
              "list_workloads",
              "list_recommendations",
              "list_runs",
              "explain",
              "compare_runs",
              "forecast",
              "get_configuration");
      assertThat(tools).allMatch(tool -> tool.annotations().readOnlyHint());

      JsonNode worst = list(client).at("/workloads/0");
      String workload = worst.get("workload").asText();
      assertThat(worst.get("savedCost").asDouble()).isPositive();
      assertThat(workload).isEqualTo("too-many-partitions");
      CallToolResult configuration =
          call(client, "get_configuration", Map.of("workload", workload, "format", "emr"));
      assertThat(text(configuration)).contains("spark.sql.shuffle.partitions");
      CallToolResult wrong = call(client, "list_runs", Map.of("workload", "nightly"));
      assertThat(wrong.isError()).isTrue();
      assertThat(text(wrong)).isEqualTo("there is no workload 'nightly'.");
    }
  }

  private static JsonNode list(McpSyncClient client) throws IOException {
    CallToolResult result = call(client, "list_workloads", Map.of("limit", 3));
    assertThat(result.isError()).as(text(result)).isFalse();
    return JSON.readTree(text(result));
  }

  private static CallToolResult call(
      McpSyncClient client, String tool, Map<String, Object> arguments) {
    return client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
  }

  @Test
  void writesNothingButTheProtocolAndEndsWithItsClient() throws Exception {
    Path err = directory.resolve("err.txt");
    Process process = new ProcessBuilder(command(LOGS)).redirectError(err.toFile()).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(
          ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                  + "\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}\n")
              .getBytes(StandardCharsets.UTF_8));
      in.flush();
      byte[] first = new byte[1];
      assertThat(process.getInputStream().read(first)).isEqualTo(1);
      assertThat((char) first[0]).isEqualTo('{');
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("\"protocolVersion\":\"2025-06-18\"")
        .hasLineCount(1);
    assertThat(err).isEmptyFile();
  }
}
