package io.attune.advisor.render;

import io.attune.schemas.Recommendation;

/** A change in a few words. */
final class CardText {
  private CardText() {}

  /** The setting with the value of today, or that there is none. */
  static String setting(Recommendation recommendation) {
    String current = recommendation.getCurrent();
    return recommendation.getProperty() == null
        ? "No setting"
        : recommendation.getProperty()
            + " = "
            + recommendation.getRecommended()
            + " (now "
            + (current == null ? "unknown" : current)
            + ")";
  }
}
