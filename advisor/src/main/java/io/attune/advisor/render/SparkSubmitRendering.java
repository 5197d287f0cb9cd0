package io.attune.advisor.render;

import io.attune.schemas.Recommendation;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One line of {@code --conf key=value} arguments that can stand in {@code $(…)}: a shell splits
 * such a line at blanks and expands wildcards, so nothing that a shell would touch is printed. The
 * same line is what EMR Serverless takes as {@code sparkSubmitParameters}. Reasons are notes.
 */
public final class SparkSubmitRendering extends ConfigurationRendering {
  private static final Pattern UNTOUCHED_BY_SHELLS = Pattern.compile("[A-Za-z0-9._:/@%+,=-]+");

  @Override
  public String render(AdviceSheet sheet) {
    StringJoiner line = new StringJoiner(" ", "", "\n").setEmptyValue("");
    for (Draft.Placed placed : draft(sheet).placed()) {
      line.add("--conf " + placed.path().get(0) + "=" + placed.value());
    }
    return line.toString();
  }

  @Override
  public String renderSheets(List<AdviceSheet> sheets) {
    return sheets.stream().map(this::render).collect(Collectors.joining());
  }

  @Override
  public List<String> notes(AdviceSheet sheet) {
    return Notes.of(sheet, draft(sheet));
  }

  private static Draft draft(AdviceSheet sheet) {
    return Draft.ofSparkSettings(
        sheet, SparkSubmitRendering::isUntouched, "Its value would need quotes in a shell.");
  }

  private static boolean isUntouched(Recommendation recommendation) {
    return UNTOUCHED_BY_SHELLS.matcher(recommendation.getProperty()).matches()
        && UNTOUCHED_BY_SHELLS.matcher(recommendation.getRecommended()).matches();
  }
}
