package io.attune.advisor.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.testing.StateExamples;
import io.attune.advisor.testing.StateFormatContract;
import io.attune.advisor.testing.StateTexts;
import io.attune.schemas.RecommendationState;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

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

  /** A build that is one release older may be handed what has a name that it does not know. */
  @Test
  void constants_that_only_a_newer_build_knows_are_unknown() {
    byte[] bytes = HistoryCodec.FORMAT.toBytes(example());
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String newer = text.replace("REGRESSED", "REGRESSIV");

    WorkloadHistory read =
        HistoryCodec.FORMAT.fromBytes(newer.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(example().tried())
        .extracting(TriedValue::state)
        .contains(RecommendationState.REGRESSED);
    assertThat(read.tried())
        .extracting(TriedValue::state)
        .contains(RecommendationState.UNKNOWN)
        .doesNotContain(RecommendationState.REGRESSED);
  }
}
