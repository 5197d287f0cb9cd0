package io.attune.advisor.render;

import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.List;

/** What a format without comments has to say elsewhere. */
final class Notes {
  private Notes() {}

  /** The heading, warnings, each setting with its reasons, and what is left out; a line each. */
  static List<String> of(AdviceSheet sheet, Draft draft) {
    List<String> notes = new ArrayList<>(Explanation.introduction(sheet));
    for (Recommendation recommendation : draft.places().keySet()) {
      notes.add(Explanation.note(recommendation));
    }
    draft.leftOut().forEach(left -> notes.add(left.note()));
    return notes;
  }
}
