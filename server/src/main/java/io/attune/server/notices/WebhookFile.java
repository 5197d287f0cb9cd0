package io.attune.server.notices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.schemas.Severity;
import io.attune.streams.config.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the file of the webhooks (JSON). Addresses and secrets can stand in files of their own, as
 * secrets are mounted; none of them is in a message of an error.
 */
final class WebhookFile {
  private static final Set<String> FIELDS =
      new TreeSet<>(
          Set.of(
              "name",
              "url",
              "urlFile",
              "shape",
              "secretFile",
              "kinds",
              "severity",
              "gain",
              "messagesPerMinute"));

  private final Path file;

  private WebhookFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigurationException one sentence, when it is not as it has to be
   */
  static List<Webhook> read(Path file) {
    return new WebhookFile(file).webhooks();
  }

  private List<Webhook> webhooks() {
    JsonNode array = parse().path("webhooks");
    if (!array.isArray() || array.isEmpty()) {
      throw wrong("has no list \"webhooks\"");
    }
    List<Webhook> webhooks = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (JsonNode node : array) {
      String name = node.path("name").asText("");
      if (!name.matches("[A-Za-z0-9._-]{1,64}") || !names.add(name)) {
        throw wrong("has a webhook without a name of its own (letters, digits, '.', '_', '-')");
      }
      webhooks.add(webhook(name, node));
    }
    return List.copyOf(webhooks);
  }

  private JsonNode parse() {
    try {
      return new ObjectMapper().readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      // Its message would show a part of the file, which may be a secret.
      throw wrong("is no JSON at line " + e.getLocation().getLineNr());
    } catch (IOException e) {
      throw wrong("cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private Webhook webhook(String name, JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw wrong(
            "says of " + name + " something unknown; known are " + String.join(", ", FIELDS));
      }
    }
    return new Webhook(
        name,
        url(name, node),
        word(name, "shape", node.path("shape").asText("json"), MessageShape.class),
        node.has("secretFile")
            ? Optional.of(secret(name, node.get("secretFile")))
            : Optional.empty(),
        kinds(name, node.path("kinds")),
        word(name, "severity", node.path("severity").asText("high"), Severity.class),
        gain(name, node.path("gain")),
        perMinute(name, node.path("messagesPerMinute")));
  }

  private URI url(String name, JsonNode node) {
    if (node.has("url") == node.has("urlFile")) {
      throw wrong("has to give " + name + " either url or urlFile");
    }
    String text = node.has("url") ? node.get("url").asText() : secret(name, node.get("urlFile"));
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw wrong("gives " + name + " an address that is none");
    }
    String host = url.getHost();
    boolean here = "localhost".equals(host) || "127.0.0.1".equals(host) || "[::1]".equals(host);
    boolean safe = "https".equals(url.getScheme()) || "http".equals(url.getScheme()) && here;
    if (host == null || !safe || url.getUserInfo() != null) {
      throw wrong(
          "has to give "
              + name
              + " an address that begins with https:// (http:// on this machine only) and has no"
              + " user in it");
    }
    return url;
  }

  private String secret(String name, JsonNode path) {
    try {
      String text = Files.readString(file.resolveSibling(path.asText())).strip();
      if (!text.isEmpty()) {
        return text;
      }
    } catch (IOException | RuntimeException e) {
      // Said below.
    }
    throw wrong("names a file for " + name + " that cannot be read or is empty");
  }

  private Set<Notice.Kind> kinds(String name, JsonNode array) {
    if (array.isMissingNode()) {
      return EnumSet.allOf(Notice.Kind.class);
    }
    Set<Notice.Kind> kinds = EnumSet.noneOf(Notice.Kind.class);
    array.forEach(kind -> kinds.add(word(name, "kinds", kind.asText(), Notice.Kind.class)));
    if (kinds.isEmpty()) {
      throw wrong("has to give " + name + " a list of kinds");
    }
    return kinds;
  }

  private OptionalDouble gain(String name, JsonNode number) {
    if (!number.isMissingNode() && (!number.isNumber() || number.asDouble() <= 0)) {
      throw wrong("has to give " + name + " a gain above 0");
    }
    return number.isMissingNode() ? OptionalDouble.empty() : OptionalDouble.of(number.asDouble());
  }

  private int perMinute(String name, JsonNode number) {
    int perMinute = number.asInt(10);
    if (perMinute < 1 || perMinute > 600) {
      throw wrong("has to give " + name + " messagesPerMinute from 1 to 600");
    }
    return perMinute;
  }

  private <E extends Enum<E>> E word(String name, String field, String text, Class<E> words) {
    List<E> known =
        Arrays.stream(words.getEnumConstants()).filter(w -> !w.name().equals("UNKNOWN")).toList();
    return known.stream()
        .filter(word -> word.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "has to give "
                        + name
                        + " as "
                        + field
                        + " one of "
                        + known.toString().toLowerCase(Locale.ROOT)));
  }

  private ConfigurationException wrong(String what) {
    return new ConfigurationException("notices.file " + file + " " + what + ".");
  }
}
