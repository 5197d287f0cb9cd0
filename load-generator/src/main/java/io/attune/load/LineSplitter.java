package io.attune.load;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream into lines without copying or decoding them. One buffer, which grows with the
 * longest line up to a bound; what is longer is passed over.
 */
final class LineSplitter {

  private static final int FIRST_SIZE = 1 << 18;

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
      for (int i = end; i < limit; i++) {
        if (buffer[i] == '\n') {
          if (skipping) {
            lines.tooLong();
            skipping = false;
          } else {
            lines.line(buffer, start, i - start, true);
          }
          start = i + 1;
        }
      }
      if (skipping || start == limit) {
        start = 0;
        end = 0;
      } else {
        end = limit;
      }
    }
  }
}
