package io.attune.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The checkout's {@code docker-compose.yml}. */
final class ComposeFile {
  private final JsonNode root;

  private ComposeFile(JsonNode root) {
    this.root = root;
  }

  static ComposeFile read() throws IOException {
    Path file = Checkout.top().resolve("docker-compose.yml");
    return new ComposeFile(new ObjectMapper(new YAMLFactory()).readTree(file.toFile()));
  }

  JsonNode root() {
    return root;
  }

  JsonNode service(String name) {
    JsonNode service = root.path("services").path(name);
    if (service.isMissingNode()) {
      throw new AssertionError("docker-compose.yml has no service " + name);
    }
    return service;
  }

  /** The command of a service. */
  List<String> command(String service) {
    return words(service(service).path("command"));
  }

  /** The program that tells whether a service is healthy. */
  List<String> healthCheck(String service) {
    List<String> words = words(service(service).path("healthcheck").path("test"));
    if (words.isEmpty() || !words.get(0).equals("CMD")) {
      throw new AssertionError("the health check of " + service + " is no program: " + words);
    }
    return words.subList(1, words.size());
  }

  private static List<String> words(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(word -> words.add(word.asText()));
    return words;
  }

  Map<String, String> environment(String service) {
    Map<String, String> environment = new LinkedHashMap<>();
    service(service)
        .path("environment")
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
    return environment;
  }
}
