package io.attune.advisor.render;

import java.util.List;
import java.util.stream.Collectors;

/** Shows advice in one format. */
public interface Rendering {
  /** One analysed run; ends with a line break unless it is empty. */
  String render(AnalysisReport report);

  /** What stands for a workload; ends with a line break unless it is empty. */
  String render(AdviceSheet sheet);

  /** Several runs, in the order given. */
  default String renderAll(List<AnalysisReport> reports) {
    return reports.stream().map(this::render).collect(Collectors.joining("\n"));
  }

  /** What stands for several workloads, in the order given. */
  default String renderSheets(List<AdviceSheet> sheets) {
    return sheets.stream().map(this::render).collect(Collectors.joining("\n"));
  }

  /**
   * What this format has no place for, a sentence each, so that whoever prints the rendering can
   * say so elsewhere: reasons where there are no comments, advice that the format cannot carry.
   */
  default List<String> notes(AdviceSheet sheet) {
    return List.of();
  }
}
