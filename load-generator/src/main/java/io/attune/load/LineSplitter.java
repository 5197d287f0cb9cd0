package io.attune.load;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Cuts a stream into lines without copying or decoding them. One buffer, which grows with the
 * longest line up to a bound; what is longer is passed over.
 */
final class LineSplitter {

  private static final int FIRST_SIZE = 1 << 18;
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LINE_ENDS = '\n' * ONES;

  private final int maxLength;
  private byte[] buffer = new byte[FIRST_SIZE];

  /**
   * Makes a splitter.
   *
   * @param maxLength most bytes of a line
   */
  LineSplitter(int maxLength) {
    this.maxLength = maxLength;
  }

  /** Takes lines. */
  interface Lines {
    /**
     * Takes a line. The buffer is reused afterwards.
     *
     * @param length bytes, without the line end
     * @param terminated whether it had a line end; only the last line of a stream may not
     */
    void line(byte[] buffer, int offset, int length, boolean terminated);

    /** Passes over a line longer than the bound. */
    void tooLong();
  }

  /**
   * Reads to the end of the stream. If it breaks off with an exception, the line it broke off in is
   * not handed over.
   */
  void split(InputStream in, Lines lines) throws IOException {
    requireNonNull(lines, "lines is null");
    int start = 0;
    int end = 0;
    boolean skipping = false;
    while (true) {
      if (end == buffer.length) {
        if (start > 0) {
          System.arraycopy(buffer, start, buffer, 0, end - start);
          end -= start;
          start = 0;
        } else if (buffer.length < maxLength) {
          buffer = Arrays.copyOf(buffer, (int) Math.min(maxLength, 2L * buffer.length));
        } else {
          skipping = true;
          end = 0;
        }
      }
      int count = in.read(buffer, end, buffer.length - end);
      if (count < 0) {
        if (skipping) {
          lines.tooLong();
        } else if (end > start) {
          lines.line(buffer, start, end - start, false);
        }
        return;
      }
      int limit = end + count;
      for (int i = lineEnd(end, limit); i < limit; i = lineEnd(i + 1, limit)) {
        if (skipping) {
          lines.tooLong();
          skipping = false;
        } else {
          lines.line(buffer, start, i - start, true);
        }
        start = i + 1;
      }
      if (skipping || start == limit) {
        start = 0;
        end = 0;
      } else {
        end = limit;
      }
    }
  }

  /**
   * Position of the next line end, or the limit. Eight bytes at a time: a byte of {@code word ^
   * LINE_ENDS} is zero where there is one, and the lowest zero byte sets the lowest bit that {@code
   * (x - ONES) & ~x & HIGH_BITS} has.
   */
  private int lineEnd(int from, int limit) {
    int i = from;
    for (; i <= limit - Long.BYTES; i += Long.BYTES) {
      long x = (long) WORDS.get(buffer, i) ^ LINE_ENDS;
      long zeros = (x - ONES) & ~x & HIGH_BITS;
      if (zeros != 0) {
        return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
      }
    }
    while (i < limit && buffer[i] != '\n') {
      i++;
    }
    return i;
  }
}
