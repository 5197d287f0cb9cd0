package io.attune.registry;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Texts that were seen not long ago, by their bytes in UTF-8: names that come again and again are
 * decoded, and hashed, once. A table with one place for each hash; whoever comes last has it. For
 * one thread.
 */
public final class TextCache {
  private static final int PLACES = 1 << 13;
  private static final int LONGEST = 128;

  private final byte[][] bytes = new byte[PLACES][];
  private final String[] texts = new String[PLACES];

  /** Starts empty. */
  public TextCache() {}

  /**
   * The text of these bytes.
   *
   * @return null when it was not put in, or is no longer
   */
  public String find(byte[] data, int from, int length) {
    int place = place(data, from, length);
    byte[] known = bytes[place];
    return known != null && Arrays.equals(known, 0, known.length, data, from, from + length)
        ? texts[place]
        : null;
  }

  /** Takes a text in, with its bytes. */
  public void put(byte[] data, int from, int length, String text) {
    if (length <= LONGEST) {
      int place = place(data, from, length);
      bytes[place] = Arrays.copyOfRange(data, from, from + length);
      texts[place] = text;
    }
  }

  /** The text of these bytes, taken in if it is new; what is not UTF-8 in them is replaced. */
  String text(byte[] data, int from, int length) {
    if (length == 0) {
      return "";
    }
    String text = find(data, from, length);
    if (text == null) {
      text = new String(data, from, length, StandardCharsets.UTF_8);
      put(data, from, length, text);
    }
    return text;
  }

  private static int place(byte[] data, int from, int length) {
    int hash = length;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + data[i];
    }
    hash ^= hash >>> 15;
    return hash & PLACES - 1;
  }
}
