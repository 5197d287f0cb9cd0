package io.attune.advisor.state;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link StateWriter} wrote; every malformed input ends in {@link StateFormatException}.
 */
public final class StateReader {
  private final byte[] bytes;
  private final int end;
  private final String what;
  private int position;

  /**
   * Reads from the start of an array.
   *
   * @param bytes what was written
   * @param what what the bytes are, for error messages, such as {@code "stage state"}
   */
  public StateReader(byte[] bytes, String what) {
    this.bytes = requireNonNull(bytes, "bytes is null");
    this.what = requireNonNull(what, "what is null");
    this.end = bytes.length;
  }

  /**
   * Reads the first byte and refuses what this version does not know.
   *
   * @param newest highest version that can be read
   * @return the version found, 1 to {@code newest}
   */
  public int readVersion(int newest) {
    if (end == 0) {
      throw new StateFormatException("The " + what + " is empty: no version byte to read.");
    }
    int version = readByte();
    if (version < 1 || version > newest) {
      throw new StateFormatException(
          "The "
              + what
              + " has format version "
              + version
              + ", this build reads 1 to "
              + newest
              + ": upgrade Attune, or delete the stored state so that it is built anew.");
    }
    return version;
  }

  /** One byte, 0 to 255. */
  public int readByte() {
    if (position >= end) {
      throw truncated();
    }
    return bytes[position++] & 0xff;
  }

  /** One byte as a truth value. */
  public boolean readBoolean() {
    return readByte() != 0;
  }

  /** A number that was written as unsigned. */
  public long readUnsigned() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new StateFormatException(
        "The " + what + " is damaged near byte " + position + ": a number has no end.");
  }

  /** A number that was written as unsigned and has to fit an index. */
  public int readCount() {
    long value = readUnsigned();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new StateFormatException(
          "The " + what + " is damaged near byte " + position + ": a count is out of range.");
    }
    return (int) value;
  }

  /** A count of elements of at least one byte each: never more than the bytes that are left. */
  public int readLength() {
    int length = readCount();
    if (length > end - position) {
      throw truncated();
    }
    return length;
  }

  /** A signed number. */
  public long readSigned() {
    long value = readUnsigned();
    return value >>> 1 ^ -(value & 1);
  }

  /** A signed number that has to fit an int. */
  public int readInt() {
    long value = readSigned();
    if (value != (int) value) {
      throw new StateFormatException(
          "The " + what + " is damaged near byte " + position + ": a number is out of range.");
    }
    return (int) value;
  }

  /** A string, or null. */
  public String readString() {
    long length = readUnsigned() - 1;
    if (length == -1) {
      return null;
    }
    if (length < 0 || length > end - position) {
      throw truncated();
    }
    String value = new String(bytes, position, (int) length, StandardCharsets.UTF_8);
    position += (int) length;
    return value;
  }

  /** Bytes that were written with their length. */
  public byte[] readBytes() {
    return readRaw(readLength());
  }

  /** Bytes that were written without their length. */
  public byte[] readRaw(int length) {
    if (length < 0 || length > end - position) {
      throw truncated();
    }
    byte[] value = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return value;
  }

  /** Bytes read so far. */
  public int position() {
    return position;
  }

  /** The bytes read since a position. */
  public byte[] copy(int from) {
    return Arrays.copyOfRange(bytes, from, position);
  }

  /** All bytes that are left. */
  public byte[] readRest() {
    return readRaw(end - position);
  }

  /** Refuses left-over bytes. */
  public void expectEnd() {
    if (position != end) {
      throw new StateFormatException(
          "The " + what + " is damaged: " + (end - position) + " bytes are left over at its end.");
    }
  }

  private StateFormatException truncated() {
    return new StateFormatException(
        "The " + what + " is cut off: it ends at byte " + end + " in the middle of a value.");
  }
}
