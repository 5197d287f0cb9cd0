package io.attune.advisor.advice;

import io.attune.advisor.application.Run;
import java.util.ArrayList;
import java.util.List;

/** What the reader of an assessment should know about the data it rests on. */
final class RunWarnings {
  private RunWarnings() {}

  static List<String> of(Run run) {
    List<String> warnings = new ArrayList<>();
    if (!run.application().ended()) {
      warnings.add("The application has not ended: this is what can be said so far.");
    }
    return warnings;
  }
}
