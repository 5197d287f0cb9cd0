package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads text streams in blocks of whole lines. A block's buffer grows for a line that does not fit,
 * up to a maximum; longer lines are skipped.
 *
 * <p>Not thread-safe. Buffers can be recycled.
 */
final class BlockReader {

  /**
   * Initial size of a buffer, bytes: small enough for all buffers in use to fit into a CPU cache.
   */
  static final int BUFFER_SIZE = 1 << 18;

  private final int maxLine;
  private final Deque<byte[]> buffers = new ArrayDeque<>();
  private InputStream in = InputStream.nullInputStream();
  private byte[] rest = new byte[0];
  private boolean overlong;
  private @Nullable IOException failure;

  /**
   * Creates a reader.
   *
   * @param maxLine maximum length of a line, bytes; at least {@link #BUFFER_SIZE}
   */
  BlockReader(int maxLine) {
    this.maxLine = maxLine;
  }

  /** Starts reading a stream, discarding what is left of the previous one. */
  void begin(InputStream next) {
    in = requireNonNull(next, "next is null");
    rest = new byte[0];
    overlong = false;
    failure = null;
  }

  /**
   * Reads the next block. If the stream throws, the complete lines before are returned first and
   * the exception is thrown by the next call; the line in which it occurred is lost.
   *
   * @return the block; null at the end of the stream
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

  /** Recycles the buffer of a block that is no longer used. */
  void giveBack(Block block) {
    if (block.bytes().length == BUFFER_SIZE) {
      buffers.push(block.bytes());
    }
  }

  /** Forgets stream and buffers, until the next one begins. */
  void release() {
    begin(InputStream.nullInputStream());
    buffers.clear();
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

  /** Index after the last line end; 0 if there is none. */
  private static int lastLineEnd(byte[] buffer, int length) {
    int i = length;
    while (i > 0 && buffer[i - 1] != '\n') {
      i--;
    }
    return i;
  }
}
