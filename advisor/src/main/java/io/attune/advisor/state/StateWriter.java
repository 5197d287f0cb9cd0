package io.attune.advisor.state;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the binary form of states: variable-length integers (seven bits a byte, low bits first),
 * zig-zag for signed ones, strings as length and UTF-8.
 */
public final class StateWriter {
  private byte[] bytes;
  private int size;

  /** Starts with an empty buffer. */
  public StateWriter() {
    this.bytes = new byte[256];
  }

  /** Bytes written so far. */
  public int size() {
    return size;
  }

  /** A copy of what was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** One byte. */
  public StateWriter writeByte(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** One byte: 1 for true. */
  public StateWriter writeBoolean(boolean value) {
    return writeByte(value ? 1 : 0);
  }

  /** A number taken as unsigned: short when small and not negative. */
  public StateWriter writeUnsigned(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  /** A signed number: short when near zero. */
  public StateWriter writeSigned(long value) {
    return writeUnsigned(value << 1 ^ value >> 63);
  }

  /** A string, null included. */
  public StateWriter writeString(String value) {
    if (value == null) {
      return writeUnsigned(0);
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    writeUnsigned(utf8.length + 1L);
    return writeRaw(utf8);
  }

  /** Length and bytes. */
  public StateWriter writeBytes(byte[] value) {
    requireNonNull(value, "value is null");
    writeUnsigned(value.length);
    return writeRaw(value);
  }

  /** Bytes without their length. */
  public StateWriter writeRaw(byte[] value) {
    return writeRaw(value, 0, value.length);
  }

  /** Some bytes of an array, without their length. */
  public StateWriter writeRaw(byte[] value, int from, int length) {
    ensure(length);
    System.arraycopy(value, from, bytes, size, length);
    size += length;
    return this;
  }

  /** Copies what was written into an array that has room for it. */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, size);
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
