package io.attune.events;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Names of fields, each made into a string once. Spark writes the fields of an event always in the
 * same order, so that the name after a name is nearly always the one that came after it last time:
 * then comparing bytes is all there is to do.
 */
final class JsonNames {

  private static final int SLOTS = 1_024;
  private static final int MAX_BYTES = 64;
  private static final int MAX_MADE = 4_096;

  private final Name[] slots = new Name[SLOTS];
  private final Name start = new Name(new byte[0], "");
  private Name last = start;
  private String current;
  private int made;

  /** A name with the bytes of it that stand behind the opening quote, colon included. */
  private static final class Name {
    private final byte[] bytes;
    private final String text;
    private Name next;

    private Name(byte[] bytes, String text) {
      this.bytes = bytes;
      this.text = text;
    }
  }

  /** Another event begins. */
  void begin() {
    last = start;
  }

  /**
   * Whether the expected name stands at a place.
   *
   * @return the place behind its colon; negative when another name stands there
   */
  int matchNext(byte[] json, int from, int end) {
    Name expected = last.next;
    if (expected == null) {
      return -1;
    }
    byte[] bytes = expected.bytes;
    int to = from + bytes.length;
    if (to > end || !Arrays.equals(json, from, to, bytes, 0, bytes.length)) {
      return -1;
    }
    last = expected;
    current = expected.text;
    return to;
  }

  /**
   * Takes another name than the expected one.
   *
   * @param unescaped the name, where it is not the bytes themselves; else null
   */
  void learn(byte[] json, int from, int to, String unescaped) {
    int length = to - from;
    if (unescaped != null || length > MAX_BYTES) {
      current =
          unescaped != null ? unescaped : new String(json, from, length, StandardCharsets.UTF_8);
      return;
    }
    int slot = JsonTexts.hash(json, from, to) & SLOTS - 1;
    Name name = slots[slot];
    if (name == null
        || name.bytes.length != length + 2
        || !Arrays.equals(json, from, to, name.bytes, 0, length)) {
      name = make(json, from, length);
      slots[slot] = name;
    }
    last.next = name;
    last = name;
    current = name.text;
  }

  /** Forgets everything now and then: names may hold on to others that have lost their place. */
  private Name make(byte[] json, int from, int length) {
    made++;
    if (made > MAX_MADE) {
      made = 0;
      Arrays.fill(slots, null);
      start.next = null;
      last = start;
    }
    byte[] bytes = Arrays.copyOfRange(json, from, from + length + 2);
    bytes[length] = '"';
    bytes[length + 1] = ':';
    // Interned, so that a switch over literals finds them by identity.
    return new Name(bytes, new String(json, from, length, StandardCharsets.UTF_8).intern());
  }

  /** The name found last. */
  String current() {
    return current;
  }
}
