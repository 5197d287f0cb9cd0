package io.attune.advisor.render;

import java.util.List;
import java.util.stream.Collectors;

/** Shows reports in one format. */
public interface Rendering {
  /** One report; ends with a line break unless it is empty. */
  String render(AnalysisReport report);

  /** Several reports, in the order given. */
  default String renderAll(List<AnalysisReport> reports) {
    return reports.stream().map(this::render).collect(Collectors.joining("\n"));
  }

  /**
   * Advice that this format cannot carry, a sentence each, so that whoever prints the rendering can
   * say so elsewhere.
   */
  default List<String> leftOut(AnalysisReport report) {
    return List.of();
  }
}
