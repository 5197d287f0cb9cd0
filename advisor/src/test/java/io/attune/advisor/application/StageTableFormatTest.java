package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.testing.Filled;
import io.attune.advisor.testing.StateFormatContract;
import io.attune.advisor.testing.StateTexts;
import io.attune.schemas.Accumulable;
import io.attune.schemas.StageInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The part of an application's state that folds: with its limit of 4,096 it would be large here.
 */
class StageTableFormatTest extends StateFormatContract<StageTable> {
  private static final int LIMIT = 3;
  private static final Instant BEGIN = Instant.parse("2026-01-05T02:00:00Z");

  /** A part of the application state, and of its version. */
  private static final StateFormat<StageTable> FORMAT =
      StateFormat.plain(
          "stage table",
          ApplicationCodec.FORMAT.versions(),
          StageTable::write,
          in -> StageTable.read(in, LIMIT));

  @Override
  protected StateFormat<StageTable> format() {
    return FORMAT;
  }

  /** Two that run, three that are kept whole, and four that were folded. */
  @Override
  protected StageTable example() {
    StageTable table = new StageTable(LIMIT);
    for (int i = 0; i < 9; i++) {
      StageDescriptor stage = stage(i);
      Optional<Instant> submitted = Optional.of(BEGIN.plusSeconds(i));
      stage = stage.submitted(submitted, OptionalLong.of(500 + i));
      if (i > 1) {
        Optional<String> failure = i == 8 ? Optional.of("why") : Optional.empty();
        Instant end = BEGIN.plusSeconds(60L + i * i);
        stage = stage.completed(submitted, end, failure, values(i));
      }
      table.merge(stage);
    }
    return table;
  }

  private static AccumulatorValues values(int number) {
    return AccumulatorValues.of(List.of(value(100 + number), value(50 + number)));
  }

  private static Accumulable value(long id) {
    return Accumulable.newBuilder().setAccumulatorId(id).setName("any").setValue(7 * id).build();
  }

  private static StageDescriptor stage(int number) {
    StageInfo info = Filled.record(StageInfo.class, "stage-" + number);
    info.setStageId(10 * number);
    info.setStageAttempt(number % 3);
    return StageDescriptor.of(info);
  }

  @Override
  protected String text(StageTable table) {
    return table.list().stream().map(StateTexts::of).collect(Collectors.joining())
        + "folded "
        + table.foldedCount()
        + " | "
        + table.foldedWallMs()
        + "\n";
  }

  /** Which ones were folded shows only when they come again. */
  @Test
  void folded_stages_stay_folded() {
    StageTable table = FORMAT.fromBytes(FORMAT.toBytes(example()));
    for (int i = 2; i < 6; i++) {
      table.merge(stage(i));
      assertThat(table.get(stage(i).key())).as("stage %d", i).isEmpty();
    }
    table.merge(stage(9));
    assertThat(table.get(stage(9).key())).isPresent();
  }
}
