package io.attune.advisor.render;

import io.attune.schemas.Recommendation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Advice for a Databricks cluster where it is merged into what is there and nothing can be taken
 * away: {@code num_workers} beside {@code autoscale} would be refused.
 */
final class DatabricksExclusion {
  private static final String FIXED = "num_workers";
  private static final String SCALED = "autoscale";

  private DatabricksExclusion() {}

  /** The draft without what excludes a setting of the run; with a word where that is not known. */
  static Draft forMerge(AdviceSheet sheet, DatabricksPlace place) {
    Draft whole = DatabricksDraft.of(sheet);
    String advised = whole.has(List.of(FIXED)) ? FIXED : SCALED;
    String other = advised.equals(FIXED) ? SCALED : FIXED;
    boolean clashes = place.scaled().isPresent() && place.scaled().get() != advised.equals(SCALED);
    Draft draft = new Draft();
    Set<Recommendation> left = new HashSet<>();
    whole
        .places()
        .forEach(
            (recommendation, path) -> {
              if (clashes && path.get(0).equals(advised)) {
                left.add(recommendation);
                draft.leaveOut(recommendation, byHand(whole, advised, other));
              }
            });
    for (Draft.Placed placed : whole.placed()) {
      boolean workers = placed.path().get(0).equals(advised);
      if (!workers || !clashes) {
        draft.put(
            placed.path(),
            placed.value(),
            workers && place.scaled().isEmpty()
                ? Draft.with(placed.comments(), "Take " + other + " out of the job's own block.")
                : placed.comments());
      }
    }
    for (Map.Entry<Recommendation, List<String>> honoured : whole.honoured().entrySet()) {
      if (!left.contains(honoured.getKey())) {
        draft.honour(honoured.getKey(), honoured.getValue());
      }
    }
    whole.leftOut().forEach(each -> draft.leaveOut(each.recommendation(), each.reason()));
    return draft;
  }

  private static String byHand(Draft whole, String advised, String other) {
    StringBuilder values = new StringBuilder();
    whole.placed().stream()
        .filter(placed -> placed.path().get(0).equals(advised))
        .forEach(
            placed ->
                values
                    .append(values.isEmpty() ? "" : ", ")
                    .append(String.join(".", placed.path()))
                    .append(": ")
                    .append(placed.value()));
    return "The job's block has "
        + other
        + ", and an override takes nothing away: put "
        + values
        + " in its place in the job's own block.";
  }
}
