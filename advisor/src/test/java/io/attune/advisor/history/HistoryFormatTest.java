package io.attune.advisor.history;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.testing.StateExamples;
import io.attune.advisor.testing.StateFormatContract;
import io.attune.advisor.testing.StateTexts;

class HistoryFormatTest extends StateFormatContract<WorkloadHistory> {
  @Override
  protected StateFormat<WorkloadHistory> format() {
    return HistoryCodec.FORMAT;
  }

  @Override
  protected WorkloadHistory example() {
    return StateExamples.history();
  }

  @Override
  protected String text(WorkloadHistory value) {
    return StateTexts.of(value);
  }
}
