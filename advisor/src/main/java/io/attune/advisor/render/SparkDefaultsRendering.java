package io.attune.advisor.render;

import io.attune.schemas.text.VisibleText;

/**
 * Lines of {@code spark-defaults.conf}, each with its reason as comments above it. They can be
 * appended to such a file as they are. Advice without a place there is a comment only.
 */
public final class SparkDefaultsRendering extends ConfigurationRendering {
  @Override
  public String render(AdviceSheet sheet) {
    StringBuilder out = new StringBuilder();
    Explanation.introduction(sheet).forEach(line -> comment(out, line));
    Draft draft = Draft.ofSparkSettings(sheet);
    for (Draft.Placed placed : draft.placed()) {
      out.append('\n');
      placed.comments().forEach(line -> comment(out, line));
      out.append(escapedName(placed.path().get(0)))
          .append(' ')
          .append(escaped(placed.value().toString()))
          .append('\n');
    }
    for (Draft.Unplaced leftOut : draft.leftOut()) {
      out.append('\n');
      leftOut.lines().forEach(line -> comment(out, line));
    }
    return out.toString();
  }

  /** As java.util.Properties, with which Spark reads the file, wants it. */
  private static String escaped(String value) {
    return VisibleText.of(value.replace("\\", "\\\\"));
  }

  /** Blanks and signs would end a name, or begin a comment. */
  private static String escapedName(String name) {
    return escaped(name).replaceAll("[ =:#!]", "\\\\$0");
  }

  private static void comment(StringBuilder out, String text) {
    out.append("# ").append(Explanation.line(text)).append('\n');
  }
}
