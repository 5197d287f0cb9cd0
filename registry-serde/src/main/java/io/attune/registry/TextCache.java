package io.attune.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A cache of recently decoded strings by their UTF-8 bytes, for strings that recur. A direct-mapped
 * table: a new entry replaces the one with the same slot. Not thread-safe.
 */
public final class TextCache {
  /** Replacement for bytes that are not UTF-8. */
  public static final char REPLACEMENT = '\uFFFD';

  private static final int SLOT_BITS = 14;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final int LONGEST = 128;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** 2^64 divided by the golden ratio, made odd; spreads bits upwards. */
  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

  private static final int TURN = 27;

  private static final ThreadLocal<TextCache> OF_THREAD = ThreadLocal.withInitial(TextCache::new);

  /** The hash of each slot's entry, which identifies most misses without comparing bytes. */
  private final long[] hashes = new long[SLOTS];

  private final byte[][] bytes = new byte[SLOTS][];
  private final String[] texts = new String[SLOTS];

  TextCache() {}

  /**
   * The calling thread's cache for application ids. It is shared by key and value deserializers, so
   * that an id in both is the same object.
   */
  public static TextCache ofThisThread() {
    return OF_THREAD.get();
  }

  /**
   * Returns the string with these bytes.
   *
   * @return the string, or null if it is not in the cache
   */
  public String find(byte[] data, int from, int length) {
    long hash = hash(data, from, length);
    int slot = slot(hash);
    if (hashes[slot] != hash) {
      return null;
    }
    byte[] known = bytes[slot];
    return known != null && Arrays.equals(known, 0, known.length, data, from, from + length)
        ? texts[slot]
        : null;
  }

  /** Adds a string with its bytes. */
  public void put(byte[] data, int from, int length, String text) {
    if (length <= LONGEST) {
      long hash = hash(data, from, length);
      int slot = slot(hash);
      hashes[slot] = hash;
      bytes[slot] = Arrays.copyOfRange(data, from, from + length);
      texts[slot] = text;
    }
  }

  /** Returns the string with these bytes, adding it if necessary; invalid UTF-8 is replaced. */
  String text(byte[] data, int from, int length) {
    if (length == 0) {
      return "";
    }
    String text = find(data, from, length);
    if (text == null) {
      text = new String(data, from, length, StandardCharsets.UTF_8);
      // Do not cache it: other users of this cache reject invalid UTF-8.
      if (text.indexOf(REPLACEMENT) < 0) {
        put(data, from, length, text);
      }
    }
    return text;
  }

  private static int slot(long hash) {
    return (int) (hash >>> Long.SIZE - SLOT_BITS);
  }

  /**
   * A hash of bytes whose highest bits are the best distributed. Processes eight bytes at a time,
   * because it is computed for every name in every record.
   */
  public static long hash(byte[] data, int from, int length) {
    long hash = length;
    int at = from;
    int end = from + length;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      hash = Long.rotateLeft(hash ^ (long) LONGS.get(data, at), TURN) * MULTIPLIER;
    }
    if (at < end && length >= Long.BYTES) {
      // The remaining bytes, together with some that were already hashed.
      hash = Long.rotateLeft(hash ^ (long) LONGS.get(data, end - Long.BYTES), TURN) * MULTIPLIER;
      at = end;
    }
    for (; at < end; at++) {
      hash = Long.rotateLeft(hash ^ data[at], TURN) * MULTIPLIER;
    }
    return hash;
  }
}
