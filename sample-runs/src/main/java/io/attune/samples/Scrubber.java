package io.attune.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes from an event log what identifies the machine it was recorded on: paths, hosts, users,
 * class path, system properties. Each line remains a valid JSON event with the same fields; numbers
 * are not changed.
 *
 * <p>Hosts become {@code host-1}, {@code host-2}… in order of appearance, consistently within a
 * log. Use the same scrubber for all files of a rolling log.
 */
final class Scrubber {
  private static final Set<String> SYSTEM_PROPERTIES =
      Set.of(
          "java.version",
          "java.specification.version",
          "java.vm.name",
          "java.vm.version",
          "os.arch",
          "os.name",
          "file.encoding",
          "user.timezone",
          "sun.arch.data.model");

  private static final Set<String> HOST_FIELDS = Set.of("Host", "host", "spark.driver.host");

  private static final Pattern IP_ADDRESS =
      Pattern.compile("(?<![\\d.])\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}(?![\\d.])");

  private static final Pattern PATH =
      Pattern.compile("/(?:home|root|tmp|work|var|usr|etc|opt|Users)(?:/[\\w.@%+=~-]*)+");

  private final ObjectMapper mapper =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private final Map<String, String> literals = new LinkedHashMap<>();
  private final Map<String, String> hosts = new HashMap<>();
  private final String user;

  /**
   * Creates a scrubber.
   *
   * @param literals texts to replace, in order; paths have to precede their parents
   * @param user name of the user who recorded the log
   */
  Scrubber(Map<String, String> literals, String user) {
    this.literals.putAll(literals);
    this.user = user;
  }

  /** Scrubs one event. */
  String scrub(String line) throws JsonProcessingException {
    JsonNode event = mapper.readTree(line);
    if (!event.isObject()) {
      throw new IllegalArgumentException("not an event: " + line);
    }
    ObjectNode object = (ObjectNode) event;
    String type = object.path("Event").asText();
    if (type.equals("SparkListenerEnvironmentUpdate")) {
      environment(object);
    } else if (type.equals("SparkListenerApplicationStart")) {
      object.put("User", "attune");
    }
    strings(object);
    return mapper.writeValueAsString(object);
  }

  private void environment(ObjectNode event) {
    event.set("Classpath Entries", mapper.createObjectNode());
    event.set("Hadoop Properties", mapper.createObjectNode());
    if (event.path("JVM Information") instanceof ObjectNode) {
      ((ObjectNode) event.path("JVM Information")).put("Java Home", "java-home");
    }
    if (event.path("System Properties") instanceof ObjectNode) {
      ((ObjectNode) event.path("System Properties")).retain(SYSTEM_PROPERTIES);
    }
  }

  private void strings(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode value = object.get(name);
      if (value.isTextual()) {
        String text = value.asText();
        String clean = HOST_FIELDS.contains(name) ? host(text) : text(text);
        if (name.toLowerCase(java.util.Locale.ROOT).contains("user") && text.equals(user)) {
          clean = "attune";
        }
        object.set(name, TextNode.valueOf(clean));
      } else {
        nested(value);
      }
    }
  }

  private void nested(JsonNode value) {
    if (value instanceof ObjectNode) {
      strings((ObjectNode) value);
    } else if (value instanceof ArrayNode) {
      ArrayNode array = (ArrayNode) value;
      for (int i = 0; i < array.size(); i++) {
        JsonNode element = array.get(i);
        if (element.isTextual()) {
          array.set(i, TextNode.valueOf(text(element.asText())));
        } else {
          nested(element);
        }
      }
    }
  }

  private String host(String host) {
    return hosts.computeIfAbsent(host, name -> "host-" + (hosts.size() + 1));
  }

  private String text(String text) {
    String clean = text;
    Iterator<Map.Entry<String, String>> entries = literals.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, String> entry = entries.next();
      clean = clean.replace(entry.getKey(), entry.getValue());
    }
    clean = PATH.matcher(clean).replaceAll("/path");
    Matcher address = IP_ADDRESS.matcher(clean);
    return address.find() ? address.replaceAll(match -> host(match.group())) : clean;
  }
}
