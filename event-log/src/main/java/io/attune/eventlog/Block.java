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
 * Some lines of a log, one after the other, and what a parser made of them. Whoever parses it and
 * whoever takes the results have to see to it that one comes after the other.
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
   * Makes a block.
   *
   * @param bytes holds the lines
   * @param length bytes of them; only the last line of a stream may lack its line end
   * @param beginsWithin whether what comes first is the end of a line that was too long
   */
  Block(byte[] bytes, int length, boolean beginsWithin) {
    this.bytes = requireNonNull(bytes, "bytes is null");
    this.length = length;
    this.beginsWithin = beginsWithin;
  }

  /** Takes what a block's lines are, in their order. */
  interface Lines {

    /** A line that is an event. */
    void event(ParsedEvent event);

    /**
     * A line that is none.
     *
     * @param open whether it is the last and has no line end
     */
    void malformed(MalformedEventException reason, boolean open);

    /** A line without anything in it. */
    void blank();

    /** A line that was too long to be read. */
    void tooLong();

    /** The patterns in force before the next line. */
    Redaction redaction();
  }

  byte[] bytes() {
    return bytes;
  }

  /** Reads all lines, with the patterns in force when it begins. */
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
   * Hands the lines over. Those that were read with other patterns than are in force now, as after
   * the event that brings the application's configuration, are read again.
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

  /** An event, what is wrong with the line, or null for a line without anything. */
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
   * Position of the next line end, or the length. Eight bytes at a time: a byte of {@code word ^
   * LINE_ENDS} is zero where there is one, and the lowest zero byte sets the lowest bit that {@code
   * (x - ONES) & ~x & HIGH_BITS} has.
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
