package io.attune.server.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A query parameter of a route: checked before the route is asked, and described in the OpenAPI
 * document, from this one declaration.
 *
 * @param name name in the query
 * @param description one sentence
 * @param kind what its values may be
 * @param required whether the route cannot answer without
 * @param repeated whether it may be given several times
 */
public record Parameter(
    String name, String description, Kind kind, boolean required, boolean repeated) {
  /** Name of the parameter that stands for every other: a page's own script reads what is given. */
  static final String ANY = "*";

  private static final int LONGEST_TEXT = 4_096;

  /** Checks the fields. */
  public Parameter {
    requireNonNull(name, "name is null");
    requireNonNull(description, "description is null");
    requireNonNull(kind, "kind is null");
  }

  /** What the values of a parameter may be. */
  public sealed interface Kind {
    /** Completes "… but must be": what a value has to be; null when this one is. */
    String complaint(String value);

    /** Its JSON schema. */
    ObjectNode schema();

    /** What counts when it is not given, as it would be written in a query; null for nothing. */
    default String usual() {
      return null;
    }
  }

  /** Any text but the empty one. */
  record Text(int longest) implements Kind {
    @Override
    public String complaint(String value) {
      if (value.isEmpty()) {
        return "not empty";
      }
      return value.length() <= longest ? null : "at most " + longest + " characters long";
    }

    @Override
    public ObjectNode schema() {
      return object().put("type", "string").put("minLength", 1).put("maxLength", longest);
    }
  }

  /** One of a few words. */
  record Choice(List<String> values, String usual) implements Kind {
    @Override
    public String complaint(String value) {
      return values.contains(value) ? null : "one of " + String.join(", ", values);
    }

    @Override
    public ObjectNode schema() {
      ObjectNode schema = object().put("type", "string");
      values.forEach(schema.putArray("enum")::add);
      return usual == null ? schema : schema.put("default", usual);
    }
  }

  /** A whole number. */
  record Whole(int min, int max, int fallback) implements Kind {
    @Override
    public String complaint(String value) {
      try {
        int number = Integer.parseInt(value);
        return number >= min && number <= max ? null : "from " + min + " to " + max;
      } catch (NumberFormatException e) {
        return "a whole number from " + min + " to " + max;
      }
    }

    @Override
    public ObjectNode schema() {
      return object()
          .put("type", "integer")
          .put("minimum", min)
          .put("maximum", max)
          .put("default", fallback);
    }

    @Override
    public String usual() {
      return Integer.toString(fallback);
    }
  }

  /** True or false. */
  record Flag(boolean fallback) implements Kind {
    @Override
    public String complaint(String value) {
      return value.equals("true") || value.equals("false") ? null : "true or false";
    }

    @Override
    public ObjectNode schema() {
      return object().put("type", "boolean").put("default", fallback);
    }

    @Override
    public String usual() {
      return Boolean.toString(fallback);
    }
  }

  /** A text that may be left out. */
  public static Parameter text(String name, String description) {
    return new Parameter(name, description, new Text(LONGEST_TEXT), false, false);
  }

  /** One of a few words; without it, nothing is chosen. */
  public static Parameter choice(String name, List<String> values, String description) {
    return new Parameter(name, description, new Choice(values, null), false, false);
  }

  /** One of a few words. */
  public static Parameter choice(
      String name, List<String> values, String usual, String description) {
    return new Parameter(name, description, new Choice(values, usual), false, false);
  }

  /** A whole number within bounds, both included. */
  public static Parameter whole(String name, int min, int max, int usual, String description) {
    return new Parameter(name, description, new Whole(min, max, usual), false, false);
  }

  /** Whatever is given. */
  static Parameter any() {
    return text(ANY, "Read by the page itself.").manifold();
  }

  /** True or false. */
  public static Parameter flag(String name, boolean usual, String description) {
    return new Parameter(name, description, new Flag(usual), false, false);
  }

  /** The same, which the route cannot answer without. */
  public Parameter needed() {
    return new Parameter(name, description, kind, true, repeated);
  }

  /** The same, which may be given several times. */
  public Parameter manifold() {
    return new Parameter(name, description, kind, required, true);
  }

  /** Refuses a value that is not allowed. */
  void check(String value) {
    String complaint = kind.complaint(value);
    if (complaint != null) {
      throw bad(
          "The parameter "
              + name
              + " is "
              + Problem.quoted(value)
              + " but must be "
              + complaint
              + ".");
    }
  }

  /** A problem with this parameter. */
  public ProblemException bad(String detail) {
    return Problem.of(ProblemType.BAD_PARAMETER, detail)
        .with("parameter", JsonNodeFactory.instance.textNode(name))
        .exception();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
