package io.attune.advisor.state;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the content of stored state: variable-length integers (seven bits a byte, low bits first),
 * zig-zag for signed ones, strings as length and UTF-8. Numbers of a fixed width and {@link
 * #writeModifiedUtf8} are for kinds of state whose first version was written with {@link
 * java.io.DataOutputStream}.
 */
public final class StateWriter {
  private final int version;
  private byte[] bytes;
  private int size;
  private boolean addedTo;

  /**
   * Starts with an empty buffer.
   *
   * @param version the version to write
   */
  public StateWriter(int version) {
    this(version, 256);
  }

  /**
   * Starts with an empty buffer.
   *
   * @param version the version to write
   * @param room bytes that the buffer has at first
   */
  public StateWriter(int version, int room) {
    this.version = version;
    this.bytes = new byte[room];
  }

  /** The version in which the content is written: how a part of it is to be written. */
  public int version() {
    return version;
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

  /** Four bytes, the most significant first. */
  public StateWriter writeInt32(int value) {
    ensure(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** Eight bytes, the most significant first. */
  public StateWriter writeInt64(long value) {
    return writeInt32((int) (value >>> 32)).writeInt32((int) value);
  }

  /** A string, null included. */
  public StateWriter writeString(@Nullable String value) {
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

  /** Length in four bytes, and bytes. */
  public StateWriter writeBytes32(byte[] value) {
    requireNonNull(value, "value is null");
    return writeInt32(value.length).writeRaw(value);
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

  /**
   * A string in the form of {@link java.io.DataOutput#writeUTF}.
   *
   * @throws UncheckedIOException when it takes more than 65,535 bytes
   */
  public StateWriter writeModifiedUtf8(String value) {
    requireNonNull(value, "value is null");
    ByteArrayOutputStream form = new ByteArrayOutputStream(value.length() + 2);
    try (DataOutputStream out = new DataOutputStream(form)) {
      out.writeUTF(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writeRaw(form.toByteArray());
  }

  /**
   * Adds to the content something that its version did not have when it was made. It comes after
   * the content. Readers that do not know it pass over it, so a build that is one version older
   * still reads the state.
   *
   * @param number tells additions to this kind and version apart, 1 or more, never used again
   * @param part writes it
   */
  public StateWriter addition(int number, Consumer<StateWriter> part) {
    StateWriter form = new StateWriter(version);
    part.accept(form);
    addedTo = true;
    return writeUnsigned(number).writeUnsigned(form.size).writeRaw(form.bytes, 0, form.size);
  }

  boolean isAddedTo() {
    return addedTo;
  }

  /** What was written from a position on. */
  byte[] toBytes(int from) {
    return Arrays.copyOfRange(bytes, from, size);
  }

  /** Replaces the first byte. */
  void setFirst(int value) {
    bytes[0] = (byte) value;
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
