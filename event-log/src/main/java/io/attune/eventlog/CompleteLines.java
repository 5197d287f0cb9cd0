package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Text up to its last line end. What follows is kept and comes first in the text that goes on from
 * there.
 *
 * <p>Of a line that is longer than a maximum the beginning is not kept back, so that memory stays
 * bounded: what reads the text drops such a line.
 */
final class CompleteLines extends FilterInputStream {

  private static final int BUFFER = 1 << 16;

  private final int maxLine;
  private byte[] data;
  private int position;
  private int lineEnd;
  private int filled;
  private long passedOn;
  private boolean ended;

  /**
   * Begins.
   *
   * @param in text
   * @param before what {@link #rest} was of the text before; may be empty
   * @param maxLine bytes of a line that are kept back at most
   */
  CompleteLines(InputStream in, byte[] before, int maxLine) {
    super(requireNonNull(in, "in is null"));
    this.maxLine = maxLine;
    this.data = Arrays.copyOf(before, Math.max(BUFFER, before.length));
    this.filled = before.length;
  }

  /** What was read after the last line end. */
  byte[] rest() {
    return Arrays.copyOfRange(data, position, filled);
  }

  /** Bytes of complete lines that were read. */
  long passedOn() {
    return passedOn;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (position == lineEnd && !ended) {
      fill();
    }
    if (position == lineEnd) {
      return -1;
    }
    int count = Math.min(length, lineEnd - position);
    System.arraycopy(data, position, target, offset, count);
    position += count;
    passedOn += count;
    return count;
  }

  private void fill() throws IOException {
    System.arraycopy(data, position, data, 0, filled - position);
    filled -= position;
    position = 0;
    lineEnd = 0;
    if (filled == data.length) {
      if (filled >= maxLine) {
        lineEnd = filled;
        return;
      }
      data = Arrays.copyOf(data, (int) Math.min(maxLine, 2L * data.length));
    }
    int count = in.read(data, filled, data.length - filled);
    if (count < 0) {
      ended = true;
      return;
    }
    filled += count;
    for (int i = filled; i > filled - count; i--) {
      if (data[i - 1] == '\n') {
        lineEnd = i;
        return;
      }
    }
  }
}
