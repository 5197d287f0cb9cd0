package io.attune.registry;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * Avro's binary encoding in an array, read one value after the other. Reading beyond the end, and a
 * number without an end, throws an unchecked exception. For one thread; kept and reused.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#binary-encoding">the
 *     encoding</a>
 */
public final class AvroBytes {
  /** Names, which are few; ids, which may be very many, would drive them out. */
  private final TextCache names = new TextCache();

  private final TextCache ids = TextCache.ofThisThread();
  private byte[] data = new byte[0];
  private int position;

  /** What {@link #readSameString} read last, and its bytes. */
  private String same = "";

  private byte[] sameBytes = new byte[0];

  /** For {@link #reset}, by the thread that makes it. */
  public AvroBytes() {}

  /** Starts at a position of an array, which is read to its end at most. */
  public AvroBytes reset(byte[] bytes, int from) {
    data = requireNonNull(bytes, "bytes is null");
    position = from;
    return this;
  }

  /** Whether everything has been read. */
  public boolean isAtEnd() {
    return position == data.length;
  }

  /** The next byte is the branch of a union, a boolean or an enum of fewer than 64. */
  public int readSmall() {
    int b = data[position++];
    if (b < 0) {
      throw new IllegalArgumentException("a small number takes more than one byte");
    }
    return b >>> 1 ^ -(b & 1);
  }

  /** A boolean. */
  public boolean readBoolean() {
    return data[position++] == 1;
  }

  /** An int. */
  public int readInt() {
    long value = readLong();
    if (value != (int) value) {
      throw new IllegalArgumentException("a number does not fit an int");
    }
    return (int) value;
  }

  /** A long. */
  public long readLong() {
    byte[] d = data;
    int at = position;
    long b = d[at++];
    long value = b & 0x7f;
    for (int shift = 7; b < 0; shift += 7) {
      if (shift > 63) {
        throw new IllegalArgumentException("a number has no end");
      }
      b = d[at++];
      value |= (b & 0x7f) << shift;
    }
    position = at;
    return value >>> 1 ^ -(value & 1);
  }

  /** A string; the same object for the same text where it was read not long ago. */
  public String readString() {
    return readString(names);
  }

  private String readString(TextCache known) {
    int length = readInt();
    if (length < 0 || length > data.length - position) {
      throw new IllegalArgumentException("a string ends beyond the end");
    }
    String text = known.text(data, position, length);
    position += length;
    return text;
  }

  /**
   * An application id. The last one that this method read is likely to come again: it is then only
   * compared.
   */
  public String readSameString() {
    int start = position;
    int length = readInt();
    int end = position + length;
    if (length == sameBytes.length
        && end <= data.length
        && Arrays.equals(sameBytes, 0, length, data, position, end)) {
      position = end;
      return same;
    }
    position = start;
    same = readString(ids);
    sameBytes = Arrays.copyOfRange(data, position - length, position);
    return same;
  }
}
