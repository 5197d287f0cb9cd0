package io.attune.advisor.render;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Values at their places as YAML, with the comments that explain them. Texts are in double quotes,
 * so that {@code "4"} and {@code "true"} stay texts: a Spark configuration in Kubernetes has to be
 * texts, and a number there is refused. A text of several lines is written line by line.
 */
final class YamlDocument {
  /** In a path: the one element of a list that stands under the name before it. */
  static final String ITEM = "[]";

  private final MappingNode root = mapping();
  private final Map<List<String>, MappingNode> branches = new HashMap<>();

  private YamlDocument() {
    branches.put(List.of(), root);
  }

  /**
   * Writes a document; comments alone when there is no value.
   *
   * @param heading comments at the top, a line each
   * @param values values with their comments, in the order in which they are to stand
   * @param closing comments at the end
   */
  static String write(List<String> heading, List<Draft.Placed> values, List<String> closing) {
    StringBuilder text = new StringBuilder();
    comments(text, heading);
    if (!values.isEmpty()) {
      YamlDocument document = new YamlDocument();
      values.forEach(document::add);
      StringWriter body = new StringWriter();
      new Yaml(options()).serialize(document.root, body);
      text.append(body);
    }
    comments(text, closing);
    return text.toString();
  }

  private static void comments(StringBuilder text, List<String> lines) {
    lines.forEach(line -> text.append("# ").append(Explanation.line(line)).append('\n'));
  }

  private static DumperOptions options() {
    DumperOptions options = new DumperOptions();
    options.setProcessComments(true);
    options.setAllowUnicode(false);
    options.setSplitLines(false);
    return options;
  }

  private void add(Draft.Placed placed) {
    int last = placed.path().size() - 1;
    ScalarNode key = key(placed.path().get(last));
    key.setBlockComments(
        placed.comments().stream()
            .map(line -> " " + Explanation.line(line))
            .map(line -> new CommentLine(null, null, line, CommentType.BLOCK))
            .toList());
    branch(placed.path().subList(0, last))
        .getValue()
        .add(new NodeTuple(key, value(placed.value())));
  }

  private MappingNode branch(List<String> path) {
    MappingNode branch = branches.get(path);
    if (branch == null) {
      branch = mapping();
      boolean item = path.get(path.size() - 1).equals(ITEM);
      int last = path.size() - (item ? 2 : 1);
      Node node = item ? new SequenceNode(Tag.SEQ, List.<Node>of(branch), FlowStyle.BLOCK) : branch;
      branch(path.subList(0, last)).getValue().add(new NodeTuple(key(path.get(last)), node));
      branches.put(path, branch);
    }
    return branch;
  }

  private static MappingNode mapping() {
    return new MappingNode(Tag.MAP, new ArrayList<>(), FlowStyle.BLOCK);
  }

  private static ScalarNode key(String name) {
    return new ScalarNode(Tag.STR, name, null, null, ScalarStyle.PLAIN);
  }

  private static Node value(Object value) {
    if (value instanceof String text) {
      ScalarStyle style = text.contains("\n") ? ScalarStyle.LITERAL : ScalarStyle.DOUBLE_QUOTED;
      return new ScalarNode(Tag.STR, text, null, null, style);
    }
    Tag tag = value instanceof Boolean ? Tag.BOOL : Tag.INT;
    return new ScalarNode(tag, value.toString(), null, null, ScalarStyle.PLAIN);
  }
}
