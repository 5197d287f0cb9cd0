package io.attune.streams.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.testing.StateFormatContract;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecisionNoteFormatTest extends StateFormatContract<DecisionNote> {
  @Override
  protected StateFormat<DecisionNote> format() {
    return DecisionNote.FORMAT;
  }

  @Override
  protected DecisionNote example() {
    Instant until = Instant.parse("2026-01-05T02:00:00.123Z");
    return new DecisionNote("spark.à.la.carte", true, Optional.of(until));
  }

  @Override
  protected byte[] toBytes(DecisionNote note, int version) {
    byte[] bytes = note.toBytes();
    bytes[0] += (byte) (version - DecisionNote.FORMAT.versions().written());
    return bytes;
  }

  @Override
  protected DecisionNote fromBytes(byte[] bytes) {
    return DecisionNote.fromBytes(bytes);
  }

  /** It is never deflated, and its first byte is not the version alone. */
  @Override
  protected byte[] comparable(byte[] bytes) {
    return bytes;
  }

  @Override
  protected String text(DecisionNote note) {
    return note.subject() + " | " + note.dismissed() + " | " + note.until() + "\n";
  }

  @Test
  void no_snapshot_is_taken_for_a_decision() {
    byte[] snapshot = SnapshotPart.goneFrom("app-1").toBytes();

    assertThat(DecisionNote.isOne(snapshot)).isFalse();
    assertThat(DecisionNote.isOne(example().toBytes())).isTrue();
  }

  @Test
  void a_decision_that_was_undone_has_no_end() {
    DecisionNote undone = new DecisionNote("rule", false, Optional.empty());

    assertThat(DecisionNote.fromBytes(undone.toBytes())).isEqualTo(undone);
  }

  @Test
  void what_a_newer_build_hands_over_is_left_to_it() {
    byte[] future = example().toBytes();
    future[0] += 1;

    AdviseInput read = AdviseInput.serde().deserializer().deserialize("topic", future);

    assertThat(read).isInstanceOf(FromNewerBuild.class);
    assertThat(((FromNewerBuild) read).reason())
        .hasMessageStartingWith("The decision has format version 2 and this build reads 1: ");
  }
}
