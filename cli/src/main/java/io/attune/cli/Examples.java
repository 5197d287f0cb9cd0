package io.attune.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands at the end of each command's help, to be copied from there. */
final class Examples {
  private static final Map<String, List<String>> BY_COMMAND = new LinkedHashMap<>();

  static {
    BY_COMMAND.put("demo", List.of("attune demo", "attune demo --exit --all"));
    BY_COMMAND.put(
        "analyze",
        List.of(
            "attune analyze app.zstd",
            "attune analyze s3://bucket/spark-events --since 2d",
            "attune analyze logs/ --prices my-prices.yaml --details",
            "attune analyze app.zstd --format spark-defaults >> spark-defaults.conf",
            "attune analyze app.zstd --fail-on high --format sarif > attune.sarif"));
    BY_COMMAND.put(
        "compare",
        List.of("attune compare yesterday.zstd today.zstd", "attune compare a b --format json"));
    BY_COMMAND.put(
        "explain",
        List.of(
            "attune explain skew",
            "attune explain skew app.zstd",
            "attune explain spark.executor.memory --workload nightly-orders"));
    BY_COMMAND.put(
        "workloads", List.of("attune workloads", "attune workloads /path/to/spark-events"));
    BY_COMMAND.put(
        "export",
        List.of(
            "attune export app.zstd --format html --output report.html",
            "attune export logs/ --format csv > changes.csv"));
    BY_COMMAND.put(
        "replay", List.of("attune replay app.zstd --speed max", "attune replay logs/ --speed 10x"));
    BY_COMMAND.put("follow", List.of("attune follow s3://bucket/spark-events"));
    BY_COMMAND.put("generate", List.of("attune generate"));
    BY_COMMAND.put(
        "serve",
        List.of(
            "attune serve --set bootstrap.servers=kafka:9092 --set schema.registry.url=http://registry:8081"));
    BY_COMMAND.put(
        "watch", List.of("attune watch", "attune watch --workload nightly-orders --new"));
    BY_COMMAND.put(
        "conf",
        List.of(
            "attune conf nightly-orders",
            "spark-submit $(attune conf nightly-orders --format spark-submit) job.jar"));
    BY_COMMAND.put(
        "dismiss", List.of("attune dismiss nightly-orders spark.executor.memory --until 30d"));
    BY_COMMAND.put(
        "mcp", List.of("attune mcp /path/to/spark-events", "attune mcp --url http://attune:18080"));
    BY_COMMAND.put("agent", List.of("spark-submit $(attune agent) --class Main job.jar"));
    BY_COMMAND.put("acls", List.of("attune acls serve"));
    BY_COMMAND.put("credential", List.of("attune credential grafana >> credentials"));
    BY_COMMAND.put("bench", List.of("attune bench lab"));
    BY_COMMAND.put(
        "completion",
        List.of(
            "source <(attune completion bash)",
            "attune completion zsh > ~/.attune-completion && source ~/.attune-completion"));
    BY_COMMAND.put("help", List.of("attune help analyze"));
  }

  private Examples() {}

  /** Lines of the help of a command; none for one that has no examples. */
  static List<String> of(String command) {
    return BY_COMMAND.getOrDefault(command, List.of());
  }
}
