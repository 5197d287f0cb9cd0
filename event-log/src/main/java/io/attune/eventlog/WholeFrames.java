package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The complete pieces at the beginning of compressed data: ends before a piece whose end has not
 * been written yet. Holds one piece in memory.
 */
final class WholeFrames extends InputStream {

  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private final Frames frames;
  private byte[] data = new byte[CHUNK];
  private int position;
  private int frameEnd;
  private int filled;
  private long passedOn;
  private boolean ended;

  WholeFrames(InputStream in, Frames frames) {
    this.in = requireNonNull(in, "in is null");
    this.frames = requireNonNull(frames, "frames is null");
  }

  /** Whether there is a complete piece that was not read yet. */
  boolean hasNext() throws IOException {
    while (position == frameEnd) {
      int length = filled == position ? Frames.INCOMPLETE : frames.length(data, position, filled);
      if (length > 0) {
        frameEnd = position + length;
      } else if (ended) {
        return false;
      } else {
        fill();
      }
    }
    return true;
  }

  /** Bytes that were read from complete pieces. */
  long passedOn() {
    return passedOn;
  }

  private void fill() throws IOException {
    if (position > 0) {
      System.arraycopy(data, position, data, 0, filled - position);
      filled -= position;
      position = 0;
      frameEnd = 0;
    }
    if (filled == data.length) {
      data = Arrays.copyOf(data, Math.multiplyExact(2, data.length));
    }
    int count = in.read(data, filled, data.length - filled);
    if (count < 0) {
      ended = true;
    } else {
      filled += count;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!hasNext()) {
      return -1;
    }
    int count = Math.min(length, frameEnd - position);
    System.arraycopy(data, position, target, offset, count);
    position += count;
    passedOn += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
