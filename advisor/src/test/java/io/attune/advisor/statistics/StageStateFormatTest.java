package io.attune.advisor.statistics;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.testing.StateExamples;
import io.attune.advisor.testing.StateFormatContract;
import io.attune.advisor.testing.StateTexts;

class StageStateFormatTest extends StateFormatContract<StageState> {
  @Override
  protected StateFormat<StageState> format() {
    return StageState.FORMAT;
  }

  @Override
  protected StageState example() {
    return StateExamples.stage();
  }

  @Override
  protected String text(StageState value) {
    return StateTexts.of(value);
  }
}
