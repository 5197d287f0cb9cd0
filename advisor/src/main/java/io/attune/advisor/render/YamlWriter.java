package io.attune.advisor.render;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes a draft as YAML with its comments. Texts are always in double quotes, so that {@code "4"}
 * and {@code "true"} stay texts: a Spark configuration in Kubernetes has to be texts, and a number
 * there is refused. A text of several lines is written as it is, line by line.
 */
final class YamlWriter {
  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z][A-Za-z0-9._/-]*");
  private static final int INDENT = 2;

  private final StringBuilder out = new StringBuilder();

  /** A comment. */
  YamlWriter comment(String text) {
    comment(0, text);
    return this;
  }

  /** An empty line. */
  YamlWriter gap() {
    out.append('\n');
    return this;
  }

  /** A text at the top of the document. */
  YamlWriter text(String key, String value) {
    entry(0, key, value);
    return this;
  }

  /** All that a draft holds. */
  YamlWriter draft(Draft draft) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (Draft.Placed placed : draft.placed()) {
      insert(tree, placed.path(), placed);
    }
    write(0, tree);
    return this;
  }

  String text() {
    return out.toString();
  }

  @SuppressWarnings("unchecked")
  private static void insert(Map<String, Object> tree, List<String> path, Draft.Placed placed) {
    Map<String, Object> branch = tree;
    for (String name : path.subList(0, path.size() - 1)) {
      branch = (Map<String, Object>) branch.computeIfAbsent(name, key -> new LinkedHashMap<>());
    }
    branch.put(path.get(path.size() - 1), placed);
  }

  @SuppressWarnings("unchecked")
  private void write(int depth, Map<String, Object> branch) {
    for (Map.Entry<String, Object> entry : branch.entrySet()) {
      if (entry.getValue() instanceof Draft.Placed placed) {
        placed.comments().forEach(line -> comment(depth, line));
        entry(depth, entry.getKey(), placed.value());
      } else {
        indent(depth).append(key(entry.getKey())).append(":\n");
        write(depth + 1, (Map<String, Object>) entry.getValue());
      }
    }
  }

  private void entry(int depth, String key, Object value) {
    indent(depth).append(key(key)).append(": ");
    if (value instanceof String text && text.contains("\n")) {
      out.append("|\n");
      text.lines().forEach(line -> indent(depth + 1).append(line).append('\n'));
    } else {
      out.append(scalar(value)).append('\n');
    }
  }

  private void comment(int depth, String text) {
    indent(depth).append("# ").append(Explanation.line(text)).append('\n');
  }

  private StringBuilder indent(int depth) {
    return out.append(" ".repeat(depth * INDENT));
  }

  private static String key(String name) {
    return PLAIN_KEY.matcher(name).matches() ? name : quoted(name);
  }

  private static String scalar(Object value) {
    return value instanceof String text ? quoted(text) : String.valueOf(value);
  }

  /** JSON's quoting, which is YAML's too; anything but ASCII escaped. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : JsonStringEncoder.getInstance().quoteAsString(text)) {
      if (c < 0x7f) {
        quoted.append(c);
      } else {
        quoted.append(String.format("\\u%04x", (int) c));
      }
    }
    return quoted.append('"').toString();
  }
}
