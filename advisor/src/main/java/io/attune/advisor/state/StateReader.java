package io.attune.advisor.state;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link StateWriter} wrote; every malformed input ends in {@link StateFormatException}.
 */
public final class StateReader {
  private final byte[] bytes;
  private final int end;
  private final StateFormat<?> format;
  private final int version;
  private final boolean addedTo;
  private boolean additionsBegun;
  private int position;

  /**
   * Reads content.
   *
   * @param bytes what was written
   * @param from where the content begins
   * @param format what it is, for messages
   * @param version the version in which it was written
   * @param addedTo whether additions follow the content
   */
  StateReader(byte[] bytes, int from, StateFormat<?> format, int version, boolean addedTo) {
    this.bytes = requireNonNull(bytes, "bytes is null");
    this.end = bytes.length;
    this.format = requireNonNull(format, "format is null");
    this.version = version;
    this.addedTo = addedTo;
    this.position = from;
  }

  /** Bytes of the content, inflated. */
  public int size() {
    return end;
  }

  /** The version in which the content was written: how a part of it is to be read. */
  public int version() {
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
    throw damaged("a number near byte " + position + " has no end");
  }

  /** A number that was written as unsigned and has to fit an index. */
  public int readCount() {
    long value = readUnsigned();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw damaged("a count near byte " + position + " is out of range");
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
      throw damaged("a number near byte " + position + " is out of range");
    }
    return (int) value;
  }

  /** A number of four bytes, the most significant first. */
  public int readInt32() {
    return readByte() << 24 | readByte() << 16 | readByte() << 8 | readByte();
  }

  /** A count of four bytes: never negative, and never more than the bytes that are left. */
  public int readLength32() {
    int length = readInt32();
    if (length < 0 || length > end - position) {
      throw truncated();
    }
    return length;
  }

  /** A number of eight bytes, the most significant first. */
  public long readInt64() {
    return (long) readInt32() << 32 | readInt32() & 0xFFFF_FFFFL;
  }

  /** A string that was not null when it was written. */
  public String readString() {
    String value = readNullableString();
    if (value == null) {
      throw damaged("a text before byte " + position + " is missing");
    }
    return value;
  }

  /** A string, or null. */
  public @Nullable String readNullableString() {
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

  /** A string that was written by {@link StateWriter#writeModifiedUtf8}. */
  public String readModifiedUtf8() {
    int length = readByte() << 8 | readByte();
    if (length > end - position) {
      throw truncated();
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, position - 2, length + 2))) {
      String value = in.readUTF();
      position += length;
      return value;
    } catch (IOException e) {
      throw damaged("a text near byte " + position + " is none", e);
    }
  }

  /** Bytes that were written with their length. */
  public byte[] readBytes() {
    return readRaw(readLength());
  }

  /** Bytes that were written with their length in four bytes. */
  public byte[] readBytes32() {
    return readRaw(readLength32());
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

  /** Where the next byte is read. */
  public int position() {
    return position;
  }

  /** The bytes read since a position. */
  public byte[] copy(int from) {
    return Arrays.copyOfRange(bytes, from, position);
  }

  /** All bytes that are left. */
  byte[] readRest() {
    return readRaw(end - position);
  }

  /**
   * What was added to the content since its version was made, by number; to be called once the
   * content is read, and no more than once.
   *
   * @see StateWriter#addition
   */
  public Map<Integer, StateReader> additions() {
    if (!addedTo) {
      return Collections.emptyMap();
    }
    if (!additionsBegun && position >= end) {
      throw truncated();
    }
    additionsBegun = true;
    Map<Integer, StateReader> additions = new TreeMap<>();
    while (position < end) {
      int number = readCount();
      additions.put(number, new StateReader(readBytes(), 0, format, version, false));
    }
    return additions;
  }

  /** Passes over the additions that nobody asked for, and refuses anything else that is left. */
  void finish() {
    additions();
    if (position != end) {
      throw damaged((end - position) + " bytes are left over at its end");
    }
  }

  /** The exception that says that the content is damaged, and how. */
  public StateFormatException damaged(String how) {
    return damaged(how, null);
  }

  StateFormatException damaged(String how, @Nullable Throwable cause) {
    return StateFormatException.ofDamage(format.kind(), version, format.versions(), how, cause);
  }

  private StateFormatException truncated() {
    return damaged("it is cut off at byte " + end + ", in the middle of a value");
  }
}
