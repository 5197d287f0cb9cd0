package io.attune.advisor.render;

import java.util.List;

/**
 * Writes a configuration of a platform. It depends on the advice alone, so a run that was just
 * analysed and advice that stands for a workload are written alike.
 */
abstract class ConfigurationRendering implements Rendering {
  @Override
  public final String render(AnalysisReport report) {
    return render(AdviceSheet.of(report));
  }

  @Override
  public final String renderAll(List<AnalysisReport> reports) {
    return renderSheets(reports.stream().map(AdviceSheet::of).toList());
  }
}
