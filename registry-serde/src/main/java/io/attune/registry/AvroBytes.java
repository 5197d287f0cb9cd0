package io.attune.registry;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * Reads values in Avro's binary encoding from an array. Throws an unchecked exception when reading
 * beyond the end, or an unterminated number. Reusable; not thread-safe.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#binary-encoding">the
 *     encoding</a>
 */
public final class AvroBytes {
  /** Names, cached apart from ids: names are few, and many ids would evict them. */
  private final TextCache names = new TextCache();

  private final TextCache ids = TextCache.ofThisThread();
  private byte[] data = new byte[0];
  private int position;

  /** The last result of {@link #readSameString}, and its bytes. */
  private String same = "";

  private byte[] sameBytes = new byte[0];

  /** Creates a reader for the calling thread, to be {@linkplain #reset reset}. */
  public AvroBytes() {}

  /** Starts reading at a position of an array. */
  public AvroBytes reset(byte[] bytes, int from) {
    data = requireNonNull(bytes, "bytes is null");
    position = from;
    return this;
  }

  /** Whether everything has been read. */
  public boolean isAtEnd() {
    return position == data.length;
  }

  /** Reads the branch of a union, a boolean or an enum of fewer than 64 symbols: one byte. */
  public int readSmall() {
    int b = data[position++];
    if (b < 0) {
      throw new IllegalArgumentException("a small number takes more than one byte");
    }
    return b >>> 1 ^ -(b & 1);
  }

  /** Reads a boolean. */
  public boolean readBoolean() {
    return data[position++] == 1;
  }

  /** Reads an int. */
  public int readInt() {
    long value = readLong();
    if (value != (int) value) {
      throw new IllegalArgumentException("a number does not fit an int");
    }
    return (int) value;
  }

  /** Reads a long. */
  public long readLong() {
    byte[] d = data;
    int at = position;
    long b = d[at++];
    long value = b & 0x7f;
    for (int shift = 7; b < 0; shift += 7) {
      if (shift > 63) {
        throw new IllegalArgumentException("a number is not terminated");
      }
      b = d[at++];
      value |= (b & 0x7f) << shift;
    }
    position = at;
    return value >>> 1 ^ -(value & 1);
  }

  /** Reads a string, through a cache of recently read strings. */
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
   * Reads a string that is likely to equal the last one read by this method, such as an application
   * id: its bytes are compared first.
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
