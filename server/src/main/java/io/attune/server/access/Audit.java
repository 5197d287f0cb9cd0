package io.attune.server.access;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.server.http.Caller;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what and when: a line of JSON for each decision and each login, on a logger of its own,
 * so that a logging configuration can send it elsewhere. Text from outside cannot break its lines.
 */
public final class Audit {
  /** Name of the logger. */
  public static final String LOGGER = "io.attune.audit";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  private Audit() {}

  /**
   * Logs something that was done or refused.
   *
   * @param action what, such as {@code dismiss}
   * @param details to what, by name; null values are left out
   */
  public static void log(Caller caller, String action, Map<String, String> details) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("action", action).put("by", caller.name()).put("from", caller.address());
    details.forEach(
        (name, value) -> {
          if (value != null) {
            line.put(name, value);
          }
        });
    LOG.info("{}", line);
  }
}
