package io.attune.advisor.statistics;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Unsuccessful attempts: exact totals by cause, and by cause, host, error class and kind of message
 * the first {@value #LIMIT} combinations in their natural order (so that what is kept does not
 * depend on the order of arrival).
 */
final class FailureTallies {
  static final int LIMIT = 24;
  private static final int CLASS_LIMIT = 96;
  private static final int MESSAGE_LIMIT = 120;

  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::cause)
          .thenComparing(Key::host)
          .thenComparing(Key::errorClass)
          .thenComparing(Key::kind);

  private static final int KIND_LIMIT = 48;

  /** What differs between two messages of the same kind: numbers, ids, addresses, quoted values. */
  private static final Pattern VALUE =
      Pattern.compile("'[^']*'?|\"[^\"]*\"?|(?:0x)?[0-9a-fA-F-]*\\d[\\w.:/-]*");

  private record Key(FailureCause cause, String host, String errorClass, String kind) {
    static Key of(FailureCause cause, String host, String errorClass, String message) {
      return new Key(cause, host, errorClass, kindOf(message));
    }
  }

  /**
   * What a message says apart from values; two of an exception's messages that differ here are two.
   */
  static String kindOf(String message) {
    return cut(VALUE.matcher(message).replaceAll("#"), KIND_LIMIT);
  }

  private static final class Value {
    private long count;
    private String message;

    private Value(String message) {
      this.message = message;
    }
  }

  private final long[] totals = new long[FailureCause.count()];
  private final TreeMap<Key, Value> tallies = new TreeMap<>(ORDER);

  void add(FailureCause cause, String host, @Nullable String errorClass, @Nullable String message) {
    totals[cause.ordinal()]++;
    String kept = cut(message, MESSAGE_LIMIT);
    tally(
        Key.of(cause, cut(host, HostTallies.NAME_LIMIT), cut(errorClass, CLASS_LIMIT), kept),
        1,
        kept);
  }

  private void tally(Key key, long count, String message) {
    Value value = tallies.get(key);
    if (value == null) {
      if (tallies.size() == LIMIT) {
        if (ORDER.compare(key, tallies.lastKey()) > 0) {
          return;
        }
        tallies.pollLastEntry();
      }
      value = new Value(message);
      tallies.put(key, value);
    }
    value.count += count;
    if (message.compareTo(value.message) < 0) {
      value.message = message;
    }
  }

  private static String cut(@Nullable String text, int limit) {
    if (text == null) {
      return "";
    }
    return text.length() > limit ? text.substring(0, limit) : text;
  }

  void merge(FailureTallies other) {
    for (int i = 0; i < totals.length; i++) {
      totals[i] += other.totals[i];
    }
    other.tallies.forEach((key, value) -> tally(key, value.count, value.message));
  }

  long total(FailureCause cause) {
    return totals[cause.ordinal()];
  }

  List<FailureTally> list() {
    List<FailureTally> list = new ArrayList<>(tallies.size());
    for (Map.Entry<Key, Value> entry : tallies.entrySet()) {
      Key key = entry.getKey();
      Value value = entry.getValue();
      list.add(
          new FailureTally(key.cause(), key.host(), key.errorClass(), value.count, value.message));
    }
    return List.copyOf(list);
  }

  void write(StateWriter out) {
    out.writeUnsigned(totals.length);
    for (long total : totals) {
      out.writeUnsigned(total);
    }
    out.writeUnsigned(tallies.size());
    tallies.forEach(
        (key, value) ->
            out.writeByte(key.cause().ordinal())
                .writeString(key.host())
                .writeString(key.errorClass())
                .writeUnsigned(value.count)
                .writeString(value.message));
  }

  /** Reads what {@link #write} wrote; a cause that only a newer build knows is another one. */
  static FailureTallies read(StateReader in) {
    FailureTallies read = new FailureTallies();
    int causes = in.readLength();
    for (int i = 0; i < causes; i++) {
      read.totals[cause(i).ordinal()] += in.readUnsigned();
    }
    int length = in.readLength();
    for (int i = 0; i < length; i++) {
      FailureCause cause = cause(in.readByte());
      String host = in.readString();
      String errorClass = in.readString();
      long count = in.readUnsigned();
      String message = in.readString();
      read.tally(Key.of(cause, host, errorClass, message), count, message);
    }
    return read;
  }

  private static FailureCause cause(int ordinal) {
    return ordinal < FailureCause.count() ? FailureCause.at(ordinal) : FailureCause.OTHER;
  }
}
