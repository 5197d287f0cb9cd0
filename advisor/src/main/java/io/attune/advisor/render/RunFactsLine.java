package io.attune.advisor.render;

import io.attune.advisor.application.Run;

/** The first line of a table: what ran, how long, on how much. */
final class RunFactsLine {
  private RunFactsLine() {}

  static String of(Run run) {
    return Units.counted(run.stages().size(), "stage");
  }
}
