package io.attune.advisor.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.advisor.state.StateFormat.Versions;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFormatTest {
  /** A note that had no author in version 1, and has a colour as an addition to version 2. */
  private record Note(String text, String author, String colour) {}

  private static final String NOBODY = "nobody";

  private static void write(Note note, StateWriter out) {
    out.writeString(note.text);
    if (out.version() >= 2) {
      out.writeString(note.author);
    }
  }

  private static void writeWithColour(Note note, StateWriter out) {
    write(note, out);
    out.addition(1, part -> part.writeString("nobody knows"));
    out.addition(7, part -> part.writeString(note.colour));
  }

  private static Note read(StateReader in) {
    return new Note(in.readString(), in.version() >= 2 ? in.readString() : NOBODY, "none");
  }

  private static Note readWithColour(StateReader in) {
    Note note = read(in);
    Map<Integer, StateReader> additions = in.additions();
    return additions.containsKey(7)
        ? new Note(note.text, note.author, additions.get(7).readString())
        : note;
  }

  private static StateFormat<Note> format(Versions versions) {
    return StateFormat.plain("note", versions, StateFormatTest::write, StateFormatTest::read);
  }

  /** Releases: the first knows version 1, the second reads 2 as well, the third writes it. */
  @Test
  void every_release_reads_what_its_neighbours_write() {
    StateFormat<Note> first = format(Versions.only(1));
    StateFormat<Note> second = format(new Versions(1, 2, 1));
    StateFormat<Note> third = format(new Versions(1, 2, 2));
    Note note = new Note("text", "author", "none");
    Note anonymous = new Note("text", NOBODY, "none");

    assertThat(second.fromBytes(first.toBytes(note))).isEqualTo(anonymous);
    assertThat(first.fromBytes(second.toBytes(note))).isEqualTo(anonymous);
    assertThat(third.fromBytes(second.toBytes(note))).isEqualTo(anonymous);
    assertThat(second.fromBytes(third.toBytes(note))).isEqualTo(note);
    assertThat(third.fromBytes(first.toBytes(note))).isEqualTo(anonymous);
    assertThatThrownBy(() -> first.fromBytes(third.toBytes(note)))
        .isInstanceOf(StateFormatException.class)
        .hasMessage(
            "The note has format version 2 and this build reads 1: run the newer Attune that wrote"
                + " it, or delete the stored state so that it is built anew.");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1_000})
  void what_was_added_to_a_version_is_passed_over_by_who_does_not_know_it(int deflateFrom) {
    StateFormat<Note> older =
        StateFormat.deflated(
            "note", Versions.only(2), deflateFrom, StateFormatTest::write, StateFormatTest::read);
    StateFormat<Note> newer =
        StateFormat.deflated(
            "note",
            Versions.only(2),
            deflateFrom,
            StateFormatTest::writeWithColour,
            StateFormatTest::readWithColour);
    Note note = new Note("text", "author", "blue");

    assertThat(newer.fromBytes(newer.toBytes(note))).isEqualTo(note);
    assertThat(older.fromBytes(newer.toBytes(note))).isEqualTo(new Note("text", "author", "none"));
    assertThat(newer.fromBytes(older.toBytes(note))).isEqualTo(new Note("text", "author", "none"));
  }

  @Test
  void what_cannot_be_read_is_named() {
    StateFormat<Note> format = format(new Versions(2, 3, 3));

    assertThatThrownBy(() -> format.fromBytes(new byte[0]))
        .hasMessage("The note is empty: it has no format version, and this build reads 2 to 3.");
    assertThatThrownBy(() -> format.fromBytes(new byte[] {1}))
        .hasMessage(
            "The note has format version 1 and this build reads 2 to 3: delete the stored state so"
                + " that it is built anew.");
    assertThatThrownBy(() -> format.fromBytes(new byte[] {3, 9, 'a'}))
        .hasMessage(
            "The note of format version 3 (this build reads 2 to 3) is damaged: it is cut off at"
                + " byte 3, in the middle of a value.");
  }

  @Test
  void values_that_make_no_sense_are_damage() {
    StateFormat<Integer> format =
        StateFormat.plain(
            "number",
            Versions.only(1),
            (number, out) -> out.writeSigned(number),
            in -> Math.toIntExact(in.readSigned()));
    byte[] large = new StateWriter(1).writeByte(1).writeSigned(Long.MAX_VALUE).toBytes();

    assertThatThrownBy(() -> format.fromBytes(large))
        .isInstanceOf(StateFormatException.class)
        .hasMessageContaining("The number of format version 1 (this build reads 1) is damaged")
        .hasCauseInstanceOf(ArithmeticException.class);
  }

  @Test
  void more_content_than_was_announced_is_damage() {
    StateFormat<Note> format =
        StateFormat.deflated(
            "note", Versions.only(1), 0, StateFormatTest::write, StateFormatTest::read);
    byte[] bytes = format.toBytes(new Note("text", NOBODY, "none"));
    bytes[1]--;

    assertThatThrownBy(() -> format.fromBytes(bytes)).hasMessageContaining("more follows");
  }

  @Test
  void versions_stand_in_order() {
    assertThatThrownBy(() -> new Versions(2, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Versions(1, 2, 3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Versions(0, 2, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Versions.only(128)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 300)
  void fixed_widths_and_texts_are_those_of_data_output(
      @ForAll int number, @ForAll long large, @ForAll String text, @ForAll byte[] bytes)
      throws IOException {
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(expected);
    data.writeInt(number);
    data.writeLong(large);
    data.writeUTF(text);
    data.writeInt(bytes.length);
    data.write(bytes);

    StateWriter out = new StateWriter(1);
    out.writeInt32(number).writeInt64(large).writeModifiedUtf8(text).writeBytes32(bytes);

    assertThat(out.toBytes()).isEqualTo(expected.toByteArray());
    StateReader in = format(Versions.only(1)).readerOf(out.toBytes(), 1);
    assertThat(in.readInt32()).isEqualTo(number);
    assertThat(in.readInt64()).isEqualTo(large);
    assertThat(in.readModifiedUtf8()).isEqualTo(text);
    assertThat(in.readBytes32()).isEqualTo(bytes);
    in.finish();
  }
}
