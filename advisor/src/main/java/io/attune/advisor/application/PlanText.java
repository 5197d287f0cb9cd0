package io.attune.advisor.application;

import java.util.regex.Pattern;

/**
 * The text of a plan node without what differs between two plans that compute the same: ids of
 * expressions, plans and generated code, and identities of Java objects.
 */
public final class PlanText {
  private static final int LIMIT = 400;

  private static final Pattern IDS =
      Pattern.compile(
          "#\\d+L?|,? ?\\[(?:plan_)?id=#?\\d+\\]|\\[codegen id : \\d+\\]"
              + "|\\$\\$Lambda[^,\\s\\])]*|@[0-9a-f]{4,}\\b");

  private PlanText() {}

  /** The text without ids. */
  public static String normalised(String text) {
    return IDS.matcher(text).replaceAll("");
  }

  /**
   * A number that two texts have in common when they are the same but for ids.
   *
   * @param text may be cut; only its first characters count, since ids of different length move the
   *     place of a cut
   */
  static int hash(String text) {
    String normalised = normalised(text);
    return normalised.substring(0, Math.min(LIMIT, normalised.length())).hashCode();
  }
}
