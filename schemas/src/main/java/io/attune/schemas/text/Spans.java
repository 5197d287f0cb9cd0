package io.attune.schemas.text;

import java.util.BitSet;

/** What is to be taken out of a text. Not thread-safe. */
final class Spans {

  /** The replacement, of which a delimiter may have cut off the end. */
  private static final String REDACTED =
      Secrets.REPLACEMENT.substring(0, Secrets.REPLACEMENT.length() - 1);

  private final String text;
  private final BitSet taken = new BitSet();
  private final boolean redactedBefore;
  private int count;

  Spans(String text) {
    this.text = text;
    this.redactedBefore = text.contains(REDACTED);
  }

  String text() {
    return text;
  }

  /** Whether the character at an index is taken out. */
  boolean covers(int index) {
    return taken.get(index);
  }

  /** How many were found. */
  int count() {
    return count;
  }

  /** Takes out a range, or what is left of it; not what has been taken out before. */
  void add(int begin, int to) {
    int from = redactedBefore ? afterReplacement(begin) : begin;
    int end = Math.min(to, text.length());
    if (from >= end || redactedBefore && text.substring(from, end).contains(REDACTED)) {
      return;
    }
    if (taken.nextClearBit(from) < end) {
      taken.set(from, end);
      count++;
    }
  }

  /** An index, or the end of the replacement that it is in the midst of. */
  private int afterReplacement(int index) {
    int start = text.lastIndexOf(REDACTED, index);
    int end = start + REDACTED.length();
    if (start < 0 || index == start || index > end) {
      return index;
    }
    return text.startsWith(Secrets.REPLACEMENT, start) ? end + 1 : Math.max(index, end);
  }

  /** The text with the replacement in the place of each range. */
  String redacted() {
    StringBuilder result = new StringBuilder(text.length());
    int done = 0;
    for (int from = taken.nextSetBit(0); from >= 0; from = taken.nextSetBit(done)) {
      result.append(text, done, from).append(Secrets.REPLACEMENT);
      done = taken.nextClearBit(from);
    }
    return result.append(text, done, text.length()).toString();
  }
}
