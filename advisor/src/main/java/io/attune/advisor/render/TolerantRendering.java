package io.attune.advisor.render;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.PartFailure;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.List;

/**
 * Another rendering, where a recommendation that it fails on does not cost the others: that one is
 * left out, and the notes say so.
 */
final class TolerantRendering implements Rendering {
  private final Rendering rendering;

  TolerantRendering(Rendering rendering) {
    this.rendering = requireNonNull(rendering, "rendering is null");
  }

  @Override
  public String render(AnalysisReport report) {
    try {
      return rendering.render(report);
    } catch (RuntimeException e) {
      return rendering.render(withoutFailing(report));
    }
  }

  @Override
  public String render(AdviceSheet sheet) {
    try {
      return rendering.render(sheet);
    } catch (RuntimeException e) {
      return rendering.render(withoutFailing(sheet));
    }
  }

  @Override
  public String renderAll(List<AnalysisReport> reports) {
    try {
      return rendering.renderAll(reports);
    } catch (RuntimeException e) {
      return rendering.renderAll(reports.stream().map(this::withoutFailing).toList());
    }
  }

  @Override
  public String renderSheets(List<AdviceSheet> sheets) {
    try {
      return rendering.renderSheets(sheets);
    } catch (RuntimeException e) {
      return rendering.renderSheets(sheets.stream().map(this::withoutFailing).toList());
    }
  }

  private AdviceSheet withoutFailing(AdviceSheet sheet) {
    return sheet.with(without(failing(sheet), sheet.recommendations()));
  }

  @Override
  public List<String> notes(AdviceSheet sheet) {
    List<Failing> failing = failing(sheet);
    List<String> notes =
        new ArrayList<>(rendering.notes(sheet.with(without(failing, sheet.recommendations()))));
    failing.forEach(each -> notes.add(each.note()));
    return notes;
  }

  /** A recommendation that fails when it is alone. */
  private record Failing(Recommendation recommendation, RuntimeException cause) {
    private String note() {
      String property = recommendation.getProperty();
      return (property == null ? "The advice" : property)
          + " of rule "
          + recommendation.getRuleId()
          + " is left out: writing it "
          + PartFailure.reason(cause)
          + ".";
    }
  }

  private List<Failing> failing(AdviceSheet sheet) {
    List<Failing> failing = new ArrayList<>();
    for (Recommendation recommendation : sheet.recommendations()) {
      try {
        rendering.render(sheet.with(List.of(recommendation)));
      } catch (RuntimeException e) {
        failing.add(new Failing(recommendation, e));
      }
    }
    return failing;
  }

  /** Compared by identity: what cannot be rendered can perhaps not be compared either. */
  private static List<Recommendation> without(List<Failing> failing, List<Recommendation> all) {
    return all.stream()
        .filter(each -> failing.stream().noneMatch(f -> f.recommendation() == each))
        .toList();
  }

  private AnalysisReport withoutFailing(AnalysisReport report) {
    List<Recommendation> rest =
        without(failing(AdviceSheet.of(report)), report.assessment().recommendations());
    return new AnalysisReport(
        report.run(),
        report.assessment().withRecommendations(rest),
        report.predictions(),
        report.pace());
  }
}
