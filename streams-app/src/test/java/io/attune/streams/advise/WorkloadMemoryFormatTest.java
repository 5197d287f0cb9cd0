package io.attune.streams.advise;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.advisor.assess.AdviceLedger;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormatException;
import io.attune.advisor.testing.Filled;
import io.attune.advisor.testing.StateExamples;
import io.attune.advisor.testing.StateFormatContract;
import io.attune.advisor.testing.StateTexts;
import io.attune.schemas.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorkloadMemoryFormatTest extends StateFormatContract<WorkloadMemory> {
  @Override
  protected StateFormat<WorkloadMemory> format() {
    return WorkloadMemory.FORMAT;
  }

  @Override
  protected WorkloadMemory example() {
    WorkloadMemory memory = new WorkloadMemory();
    memory.history(StateExamples.history());
    StateExamples.fill(memory.ledger());
    memory.kept("app-2", 1_767_578_400_123L);
    memory.kept("app-1", 1_767_492_000_456L);
    memory.kept("app-3", 0);
    memory.sent("nightly orders/à la carte/spark.one");
    memory.sent("nightly orders/à la carte/spark.two");
    memory.outcomes().isNew(Filled.record(Outcome.class, "one"));
    memory.outcomes().isNew(Filled.record(Outcome.class, "two"));
    return memory;
  }

  @Override
  protected String text(WorkloadMemory memory) {
    StringBuilder text = new StringBuilder();
    text.append(StateTexts.of(memory.history())).append(StateTexts.of(memory.ledger()));
    for (Optional<String> run = memory.newestRun(); run.isPresent(); run = memory.newestRun()) {
      text.append("kept ").append(run.get()).append('\n');
      memory.dropped(run.get());
    }
    memory.takeUnconfirmed().forEach(key -> text.append("unconfirmed ").append(key).append('\n'));
    memory.outcomes().takeUnconfirmed().forEach(outcome -> text.append(StateTexts.of(outcome)));
    Stream.of("one", "two", "three")
        .map(salt -> Filled.record(Outcome.class, salt))
        .filter(memory.outcomes()::isNew)
        .forEach(outcome -> text.append("new ").append(outcome.getProperty()).append('\n'));
    return text.toString();
  }

  /** History and ledger have versions of their own: here they count for what they say. */
  @Override
  protected byte[] comparable(byte[] bytes) {
    ByteBuffer form = ByteBuffer.wrap(bytes);
    byte version = form.get();
    String history = StateTexts.of(WorkloadHistory.fromBytes(part(form)));
    String ledger = StateTexts.of(AdviceLedger.fromBytes(part(form)));
    byte[] rest = Arrays.copyOfRange(bytes, form.position(), bytes.length);
    byte[] parts = (history + ledger).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + parts.length + rest.length)
        .put(version)
        .put(parts)
        .put(rest)
        .array();
  }

  /** Else it would be found only when it is to be sent again, and stop the thread. */
  @Test
  void aDamagedOutcomeIsDamageOfTheWhole() {
    byte[] bytes = format().toBytes(example());
    Arrays.fill(bytes, bytes.length - 24, bytes.length, (byte) 0xff);

    assertThatThrownBy(() -> format().fromBytes(bytes)).isInstanceOf(StateFormatException.class);
  }

  private static byte[] part(ByteBuffer form) {
    byte[] part = new byte[form.getInt()];
    form.get(part);
    return part;
  }
}
