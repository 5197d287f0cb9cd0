package io.attune.advisor.render;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Another rendering, of what an application sets for all its units. */
final class ApplicationRendering implements Rendering {
  private final Rendering rendering;

  ApplicationRendering(Rendering rendering) {
    this.rendering = requireNonNull(rendering, "rendering is null");
  }

  @Override
  public String render(AnalysisReport report) {
    return render(AdviceSheet.of(report));
  }

  @Override
  public String render(AdviceSheet sheet) {
    return rendering.render(sheet.ofApplication());
  }

  @Override
  public String renderAll(List<AnalysisReport> reports) {
    return renderSheets(reports.stream().map(AdviceSheet::of).toList());
  }

  @Override
  public String renderSheets(List<AdviceSheet> sheets) {
    return rendering.renderSheets(sheets.stream().map(AdviceSheet::ofApplication).toList());
  }

  @Override
  public List<String> notes(AdviceSheet sheet) {
    return rendering.notes(sheet.ofApplication());
  }
}
