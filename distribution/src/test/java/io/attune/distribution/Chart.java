package io.attune.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The chart, read by Helm. */
final class Chart {
  /** The values that have to be given. */
  static final Map<String, String> ADDRESSES =
      Map.of(
          "kafka.bootstrapServers", "kafka:9092",
          "schemaRegistry.url", "http://registry:8081",
          "http.credentialsSecret", "attune-credentials",
          "http.tlsSecret", "attune-tls");

  /** The oldest Kubernetes that the chart is for. */
  private static final String KUBERNETES = "1.25.0";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Path directory;

  Chart(Path directory) {
    this.directory = directory;
  }

  static Chart ofTheCheckout() {
    return new Chart(Release.top().resolve("deploy/helm/attune"));
  }

  Path directory() {
    return directory;
  }

  LintResult lint() {
    return new Helm(directory).lint().strict().call();
  }

  /** What {@code helm template attune … --set NAME=VALUE} prints. */
  String render(Map<String, String> values) {
    TemplateCommand template =
        new Helm(directory)
            .template()
            .withName("attune")
            .withNamespace("default")
            .withKubeVersion(KUBERNETES);
    values.forEach(template::set);
    return template.call();
  }

  static List<JsonNode> documents(String yaml) throws IOException {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      return documents.readAll().stream().filter(document -> !document.isNull()).toList();
    }
  }
}
