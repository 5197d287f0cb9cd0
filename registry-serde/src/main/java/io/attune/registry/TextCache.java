package io.attune.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Texts that were seen not long ago, by their bytes in UTF-8: names that come again and again are
 * decoded, and hashed, once. A table with one place for each hash; whoever comes last has it. For
 * one thread.
 */
public final class TextCache {
  /** What stands in a text for bytes that are not UTF-8. */
  public static final char REPLACEMENT = '\uFFFD';

  private static final int PLACE_BITS = 14;
  private static final int PLACES = 1 << PLACE_BITS;
  private static final int LONGEST = 128;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** 2^64 divided by the golden ratio, odd: spreads the bits upwards. */
  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

  private static final int TURN = 27;

  private static final ThreadLocal<TextCache> OF_THREAD = ThreadLocal.withInitial(TextCache::new);

  /** Of what is in each place: most texts that are not known are told by it alone. */
  private final long[] hashes = new long[PLACES];

  private final byte[][] bytes = new byte[PLACES][];
  private final String[] texts = new String[PLACES];

  TextCache() {}

  /**
   * The one for application ids of the calling thread. Whoever reads keys and whoever reads values
   * share it: an id that stands in both is found twice in the same place, and is the same object.
   */
  public static TextCache ofThisThread() {
    return OF_THREAD.get();
  }

  /**
   * The text of these bytes.
   *
   * @return null when it was not put in, or is no longer
   */
  public String find(byte[] data, int from, int length) {
    long hash = hash(data, from, length);
    int place = place(hash);
    if (hashes[place] != hash) {
      return null;
    }
    byte[] known = bytes[place];
    return known != null && Arrays.equals(known, 0, known.length, data, from, from + length)
        ? texts[place]
        : null;
  }

  /** Takes a text in, with its bytes. */
  public void put(byte[] data, int from, int length, String text) {
    if (length <= LONGEST) {
      long hash = hash(data, from, length);
      int place = place(hash);
      hashes[place] = hash;
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
      // Others who share this cache do not put up with what is not UTF-8.
      if (text.indexOf(REPLACEMENT) < 0) {
        put(data, from, length, text);
      }
    }
    return text;
  }

  private static int place(long hash) {
    return (int) (hash >>> Long.SIZE - PLACE_BITS);
  }

  /**
   * A hash of bytes whose highest bits are the best. Eight bytes at a time: this is asked for every
   * name in every record.
   */
  public static long hash(byte[] data, int from, int length) {
    long hash = length;
    int at = from;
    int end = from + length;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      hash = Long.rotateLeft(hash ^ (long) LONGS.get(data, at), TURN) * MULTIPLIER;
    }
    if (at < end && length >= Long.BYTES) {
      // What is left, with bytes before it that were taken in already.
      hash = Long.rotateLeft(hash ^ (long) LONGS.get(data, end - Long.BYTES), TURN) * MULTIPLIER;
      at = end;
    }
    for (; at < end; at++) {
      hash = Long.rotateLeft(hash ^ data[at], TURN) * MULTIPLIER;
    }
    return hash;
  }
}
