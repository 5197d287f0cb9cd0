package io.attune.events;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A cache of field names. Spark always writes an event's fields in the same order, so the name that
 * follows a name is nearly always the one that followed it last time, and comparing bytes is
 * enough.
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

  /** A name with its bytes after the opening quote, including the colon. */
  private static final class Name {
    private final byte[] bytes;
    private final String text;
    private Name next;

    private Name(byte[] bytes, String text) {
      this.bytes = bytes;
      this.text = text;
    }
  }

  /** Starts another event. */
  void begin() {
    last = start;
  }

  /**
   * Compares the bytes at an index with the expected name.
   *
   * @return the index after the name's colon; negative if it is another name
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
   * Looks up or adds a name other than the expected one.
   *
   * @param unescaped the name if it has escapes; else null
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

  /** Clears the cache from time to time, because names may refer to others that were evicted. */
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
    // Interned, so that a switch over string literals compares by identity.
    return new Name(bytes, new String(json, from, length, StandardCharsets.UTF_8).intern());
  }

  /** The current name. */
  String current() {
    return current;
  }
}
