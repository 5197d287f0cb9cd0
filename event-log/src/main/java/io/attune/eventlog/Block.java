package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import io.attune.events.EventParser;
import io.attune.events.MalformedEventException;
import io.attune.events.ParsedEvent;
import io.attune.events.Redaction;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A block of consecutive lines of a log, and the parsed events. Not thread-safe: parsing has to
 * happen-before the results are taken.
 */
final class Block {

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LINE_ENDS = '\n' * ONES;

  private final byte[] bytes;
  private final int length;
  private final boolean beginsWithin;
  private int count;
  private int[] starts = new int[256];
  private @Nullable Object[] results = new Object[256];
  private @Nullable Redaction redaction;

  /**
   * Creates a block.
   *
   * @param bytes buffer with the lines
   * @param length length of the lines, bytes; only the last line of a stream may lack its line end
   * @param beginsWithin whether the block begins with the end of a line that was too long
   */
  Block(byte[] bytes, int length, boolean beginsWithin) {
    this.bytes = requireNonNull(bytes, "bytes is null");
    this.length = length;
    this.beginsWithin = beginsWithin;
  }

  /** Receives a block's lines in order. */
  interface Lines {

    /** An event. */
    void event(ParsedEvent event);

    /**
     * A line that is not an event.
     *
     * @param open whether it is the last line and has no line end
     */
    void malformed(MalformedEventException reason, boolean open);

    /** A blank line. */
    void blank();

    /** A line longer than the maximum. */
    void tooLong();

    /** The redaction in force for the next line. */
    Redaction redaction();
  }

  byte[] bytes() {
    return bytes;
  }

  /** Parses all lines, with one redaction. */
  void parse(EventParser parser, Redaction patterns) {
    redaction = requireNonNull(patterns, "patterns is null");
    int start = beginsWithin ? lineEnd(0) + 1 : 0;
    while (start < length) {
      int end = lineEnd(start);
      if (count == results.length) {
        starts = Arrays.copyOf(starts, 2 * count);
        results = Arrays.copyOf(results, 2 * count);
      }
      starts[count] = start;
      results[count] = parse(parser, start, end, patterns);
      count++;
      start = end + 1;
    }
  }

  /**
   * Passes the lines on. Lines that were parsed with another redaction than the one now in force,
   * as after the event with the application's configuration, are parsed again.
   */
  void giveTo(Lines lines, EventParser parser) {
    if (beginsWithin) {
      lines.tooLong();
    }
    for (int i = 0; i < count; i++) {
      Object result = results[i];
      Redaction patterns = lines.redaction();
      if (patterns != redaction) {
        result = parse(parser, starts[i], lineEnd(starts[i]), patterns);
      }
      if (result instanceof ParsedEvent event) {
        lines.event(event);
      } else if (result == null) {
        lines.blank();
      } else {
        boolean open = i == count - 1 && bytes[length - 1] != '\n';
        lines.malformed((MalformedEventException) result, open);
      }
    }
  }

  /** Returns the event, the exception if the line is malformed, or null if it is blank. */
  private @Nullable Object parse(EventParser parser, int start, int end, Redaction patterns) {
    if (isBlank(start, end)) {
      return null;
    }
    try {
      return parser.parse(bytes, start, end - start, patterns);
    } catch (MalformedEventException e) {
      return e;
    }
  }

  private boolean isBlank(int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\r' && bytes[i] != '\t' && bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Position of the next line end, or the length. Compares eight bytes at a time: a byte of {@code
   * word ^ LINE_ENDS} is zero at a line end, and the lowest zero byte sets the lowest bit of {@code
   * (x - ONES) & ~x & HIGH_BITS}.
   */
  private int lineEnd(int from) {
    int i = from;
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      long x = (long) WORDS.get(bytes, i) ^ LINE_ENDS;
      long zeros = (x - ONES) & ~x & HIGH_BITS;
      if (zeros != 0) {
        return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
      }
    }
    while (i < length && bytes[i] != '\n') {
      i++;
    }
    return i;
  }
}
