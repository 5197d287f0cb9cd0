package io.attune.advisor.application;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.testing.StateExamples;
import io.attune.advisor.testing.StateFormatContract;
import io.attune.advisor.testing.StateTexts;

class ApplicationFormatTest extends StateFormatContract<Content> {
  @Override
  protected StateFormat<Content> format() {
    return ApplicationCodec.FORMAT;
  }

  @Override
  protected Content example() {
    return StateExamples.application().content();
  }

  /** With what only the content itself tells. */
  @Override
  protected String text(Content content) {
    return StateTexts.of(new ApplicationState(content))
        + content.started().map(StateTexts::of).orElse("not started\n")
        + content.environment().map(e -> e.getJavaVersion() + " | " + e.getScalaVersion())
        + "\nenvironment of "
        + content.environmentTime()
        + "\nend "
        + content.end()
        + "\nevidence "
        + content.evidence()
        + "\n"
        + (content.running.isKnown() ? "running " + content.running.tasks() + "\n" : "")
        + (content.silence == null ? "" : "silence " + content.silence + "\n");
  }
}
