package io.attune.eventlog;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * Events one per line, of a log that a JSON tool wrote again: each event over several lines, as
 * editors and {@code jq .} lay it out, or all events as the elements of one array. White space
 * between tokens, the array's brackets and the commas between its elements are left out.
 *
 * <p>Not thread-safe. Needs no more memory than its buffer, however long an event is.
 */
final class ObjectLines extends FilterInputStream {

  private static final int BUFFER = 1 << 16;

  /** How far the second token is looked for. */
  private static final int LOOK_AHEAD = 1 << 10;

  private final byte[] stored = new byte[BUFFER];
  private int position;
  private int filled;
  private int depth;
  private boolean quoted;
  private boolean escaped;
  private boolean lineEnd;

  private ObjectLines(InputStream in) {
    super(in);
  }

  /**
   * The text with an event per line.
   *
   * @param text text of a log or of a part of one
   * @return the text itself where its first line holds more than the beginning of an object, which
   *     is how Spark writes
   */
  static InputStream of(InputStream text) throws IOException {
    PushbackInputStream in = new PushbackInputStream(text, LOOK_AHEAD);
    byte[] head = new byte[LOOK_AHEAD];
    int length = 0;
    while (length < head.length && !isDecided(head, length)) {
      int count = in.read(head, length, 1);
      if (count < 0) {
        break;
      }
      length += count;
    }
    in.unread(head, 0, length);
    return isLaidOut(head, length) ? new ObjectLines(in) : in;
  }

  /** Whether the first token and what follows it on its line are there. */
  private static boolean isDecided(byte[] head, int length) {
    int first = skip(head, 0, length, true);
    return first < length && (head[first] != '{' || skip(head, first + 1, length, false) < length);
  }

  private static boolean isLaidOut(byte[] head, int length) {
    int first = skip(head, 0, length, true);
    if (first >= length) {
      return false;
    }
    int next = skip(head, first + 1, length, false);
    return head[first] == '[' || head[first] == '{' && next < length && head[next] == '\n';
  }

  private static int skip(byte[] head, int from, int length, boolean lineEnds) {
    int i = from;
    while (i < length
        && (head[i] == ' ' || head[i] == '\t' || head[i] == '\r' || lineEnds && head[i] == '\n')) {
      i++;
    }
    return i;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int written = 0;
    while (written == 0 && length > 0) {
      if (!lineEnd && position == filled) {
        filled = Math.max(0, in.read(stored, 0, stored.length));
        position = 0;
        if (filled == 0) {
          return -1;
        }
      }
      while (written < length && (lineEnd || position < filled)) {
        int kept = lineEnd ? '\n' : kept(stored[position++]);
        lineEnd = kept == '}' && depth == 0 && !quoted;
        if (kept >= 0) {
          target[offset + written++] = (byte) kept;
        }
      }
    }
    return written;
  }

  /** What a byte becomes: itself or nothing (negative). */
  private int kept(byte next) {
    if (quoted) {
      if (next == '\n') {
        // No text holds a line end: this event is damaged, and the next one is not.
        quoted = false;
        escaped = false;
        depth = 0;
        return next;
      }
      quoted = escaped || next != '"';
      escaped = !escaped && next == '\\';
      return next & 0xff;
    }
    switch (next) {
      case ' ', '\t', '\r':
        return -1;
      case '\n':
        return depth == 0 ? next : -1;
      case '[', ']', ',':
        return depth == 0 ? -1 : next;
      case '"':
        quoted = true;
        return next;
      case '{':
        depth++;
        return next;
      case '}':
        depth = Math.max(0, depth - 1);
        return next;
      default:
        return next & 0xff;
    }
  }
}
