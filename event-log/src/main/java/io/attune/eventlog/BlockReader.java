package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads streams of text in blocks of whole lines. A block grows with a line that does not fit, up
 * to a bound; what is longer is passed over.
 *
 * <p>One thread reads; buffers may be given back for the next blocks.
 */
final class BlockReader {

  /** Bytes of a buffer, unless a line needs more: small enough that all in work stay in a cache. */
  static final int BUFFER_SIZE = 1 << 18;

  private final int maxLine;
  private final Deque<byte[]> buffers = new ArrayDeque<>();
  private InputStream in = InputStream.nullInputStream();
  private byte[] rest = new byte[0];
  private boolean overlong;
  private @Nullable IOException failure;

  /**
   * Makes a reader.
   *
   * @param maxLine most bytes of a line; at least those of a buffer
   */
  BlockReader(int maxLine) {
    this.maxLine = maxLine;
  }

  /** Begins with another stream; what is left of the one before is forgotten. */
  void begin(InputStream next) {
    in = requireNonNull(next, "next is null");
    rest = new byte[0];
    overlong = false;
    failure = null;
  }

  /**
   * Reads the next lines. When the stream breaks off with an exception, the lines before are given
   * first, and the line it broke off in is not.
   *
   * @return null at the end of the stream
   */
  @Nullable Block next() throws IOException {
    byte[] buffer = buffer();
    System.arraycopy(rest, 0, buffer, 0, rest.length);
    int filled = rest.length;
    rest = new byte[0];
    while (failure == null) {
      if (filled == buffer.length) {
        int end = lastLineEnd(buffer, filled);
        if (end > 0) {
          rest = Arrays.copyOfRange(buffer, end, filled);
          return lines(buffer, end);
        }
        if (buffer.length < maxLine) {
          buffer = Arrays.copyOf(buffer, (int) Math.min(maxLine, 2L * buffer.length));
        } else {
          overlong = true;
          filled = 0;
        }
      }
      int count = read(buffer, filled);
      if (count < 0) {
        return filled == 0 && !overlong ? null : lines(buffer, filled);
      }
      filled += count;
    }
    int end = lastLineEnd(buffer, filled);
    if (end == 0) {
      throw failure;
    }
    return lines(buffer, end);
  }

  /** Takes a buffer back that nobody looks at any more. */
  void giveBack(Block block) {
    if (block.bytes().length == BUFFER_SIZE) {
      buffers.push(block.bytes());
    }
  }

  private byte[] buffer() {
    if (rest.length < BUFFER_SIZE) {
      return buffers.isEmpty() ? new byte[BUFFER_SIZE] : buffers.pop();
    }
    return new byte[rest.length];
  }

  private int read(byte[] buffer, int filled) {
    try {
      return in.read(buffer, filled, buffer.length - filled);
    } catch (IOException e) {
      failure = e;
      return 0;
    }
  }

  private Block lines(byte[] buffer, int end) {
    boolean first = overlong;
    overlong = false;
    return new Block(buffer, end, first);
  }

  /** Place behind the last line end; 0 when there is none. */
  private static int lastLineEnd(byte[] buffer, int length) {
    int i = length;
    while (i > 0 && buffer[i - 1] != '\n') {
      i--;
    }
    return i;
  }
}
