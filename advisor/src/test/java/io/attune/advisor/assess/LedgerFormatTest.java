package io.attune.advisor.assess;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.testing.StateExamples;
import io.attune.advisor.testing.StateFormatContract;
import io.attune.advisor.testing.StateTexts;

class LedgerFormatTest extends StateFormatContract<AdviceLedger> {
  @Override
  protected StateFormat<AdviceLedger> format() {
    return AdviceLedger.FORMAT;
  }

  @Override
  protected AdviceLedger example() {
    return StateExamples.ledger();
  }

  @Override
  protected String text(AdviceLedger value) {
    return StateTexts.of(value);
  }
}
