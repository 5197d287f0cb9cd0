package io.attune.advisor.render;

import io.attune.schemas.text.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A part of the block {@code job_cluster} of Terraform's {@code databricks_job}. Terraform merges
 * no blocks, so it is edited into the block that is there.
 */
public final class TerraformRendering extends ConfigurationRendering {
  private static final String SPARK_CONF = "spark_conf";

  @Override
  public String render(AdviceSheet sheet) {
    DatabricksPlace place = DatabricksPlace.of(sheet);
    Draft draft = DatabricksDraft.of(sheet);
    List<String> heading = new ArrayList<>(Explanation.introduction(sheet));
    heading.add("Into the block of this key in resource \"databricks_job\"; the rest of it stays.");
    if (draft.has(List.of("num_workers"))) {
      heading.add("The block autoscale has to go: it excludes num_workers.");
    } else if (draft.has(List.of("autoscale", "min_workers"))) {
      heading.add("The argument num_workers has to go: it excludes autoscale.");
    }
    StringBuilder out = new StringBuilder();
    comments(out, 0, heading);
    if (!draft.placed().isEmpty()) {
      out.append("job_cluster {\n  job_cluster_key = ")
          .append(quoted(place.keyOr("KEY")))
          .append("\n\n  new_cluster {\n");
      cluster(out, draft);
      out.append("  }\n}\n");
    }
    comments(out, 0, draft.closing());
    return out.toString();
  }

  @Override
  public String renderSheets(List<AdviceSheet> sheets) {
    return sheets.stream().map(this::render).collect(Collectors.joining("\n"));
  }

  /** Arguments first, then a block or a map for each name that has names below it. */
  private static void cluster(StringBuilder out, Draft draft) {
    List<Draft.Placed> all = draft.placed();
    all.stream().filter(p -> p.path().size() == 1).forEach(p -> argument(out, 4, p));
    all.stream()
        .filter(p -> p.path().size() > 1)
        .map(p -> p.path().get(0))
        .distinct()
        .forEach(
            name -> {
              out.append("    ").append(name).append(name.equals(SPARK_CONF) ? " = {\n" : " {\n");
              all.stream()
                  .filter(p -> p.path().size() > 1 && p.path().get(0).equals(name))
                  .forEach(p -> argument(out, 6, p));
              out.append("    }\n");
            });
  }

  private static void argument(StringBuilder out, int indent, Draft.Placed placed) {
    comments(out, indent, placed.comments());
    String name = placed.path().get(placed.path().size() - 1);
    out.append(" ".repeat(indent))
        .append(placed.path().get(0).equals(SPARK_CONF) ? quoted(name) : name)
        .append(" = ")
        .append(placed.value() instanceof Long number ? number.toString() : quoted(placed.value()))
        .append('\n');
  }

  private static void comments(StringBuilder out, int indent, List<String> lines) {
    lines.forEach(
        line ->
            out.append(" ".repeat(indent))
                .append("# ")
                .append(Explanation.line(line))
                .append('\n'));
  }

  /** A text in quotes, with nothing in it that Terraform would evaluate. */
  private static String quoted(Object value) {
    return '"'
        + VisibleText.of(value.toString())
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("${", "$${")
            .replace("%{", "%%{")
        + '"';
  }
}
