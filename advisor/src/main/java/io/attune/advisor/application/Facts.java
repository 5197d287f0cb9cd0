package io.attune.advisor.application;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How facts about the same thing from several events become one, whatever the order: what is known
 * beats what is not, and of two different values a fixed one wins.
 */
final class Facts {
  private static final int MESSAGE_LIMIT = 64 << 10;

  private Facts() {}

  static <T extends Comparable<T>> Optional<T> greatest(Optional<T> a, Optional<T> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return a.get().compareTo(b.get()) >= 0 ? a : b;
  }

  static <T extends Comparable<T>> Optional<T> least(Optional<T> a, Optional<T> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return a.get().compareTo(b.get()) <= 0 ? a : b;
  }

  static OptionalLong greatest(OptionalLong a, OptionalLong b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return a.getAsLong() >= b.getAsLong() ? a : b;
  }

  /** The greater string; the empty one means unknown. */
  static String greatest(String a, String b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  static <T extends Comparable<T>> List<T> union(List<T> a, List<T> b) {
    if (a.equals(b) || b.isEmpty()) {
      return a;
    }
    if (a.isEmpty()) {
      return b;
    }
    TreeSet<T> all = new TreeSet<>(a);
    all.addAll(b);
    return List.copyOf(all);
  }

  static <T extends Comparable<T>> List<T> sorted(Collection<T> values) {
    return List.copyOf(new TreeSet<>(values));
  }

  /** All entries of both; of two values the greater. */
  static Map<String, String> union(Map<String, String> a, Map<String, String> b) {
    if (a.equals(b) || b.isEmpty()) {
      return a;
    }
    if (a.isEmpty()) {
      return b;
    }
    TreeMap<String, String> all = new TreeMap<>(a);
    b.forEach((key, value) -> all.merge(key, value, Facts::greatest));
    return immutable(all);
  }

  static Map<String, String> immutable(Map<String, String> map) {
    return map.isEmpty()
        ? Map.of()
        : java.util.Collections.unmodifiableMap(
            map instanceof TreeMap<String, String> tree ? tree : new TreeMap<>(map));
  }

  static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  static String cut(@Nullable String value, int limit) {
    String text = text(value);
    return text.length() > limit ? text.substring(0, limit) : text;
  }

  /** An error's text, of which the end, too, may say what happened. */
  static Optional<String> message(@Nullable String text) {
    if (text == null || text.length() <= MESSAGE_LIMIT) {
      return Optional.ofNullable(text);
    }
    int half = MESSAGE_LIMIT / 2;
    return Optional.of(text.substring(0, half) + text.substring(text.length() - half));
  }

  /** A time; empty for the epoch, which stands for one that Spark did not tell. */
  static Optional<Instant> known(@Nullable Instant time) {
    return Optional.ofNullable(time).filter(t -> !t.equals(Instant.EPOCH));
  }

  static OptionalLong optional(@Nullable Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  static OptionalLong nonNegative(@Nullable Long value) {
    return value == null || value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  static void write(StateWriter out, Optional<Instant> instant) {
    out.writeBoolean(instant.isPresent());
    instant.ifPresent(value -> out.writeSigned(value.toEpochMilli()));
  }

  static Optional<Instant> readInstant(StateReader in) {
    return in.readBoolean() ? Optional.of(Instant.ofEpochMilli(in.readSigned())) : Optional.empty();
  }

  static void writeText(StateWriter out, Optional<String> text) {
    out.writeString(text.orElse(null));
  }

  static Optional<String> readText(StateReader in) {
    return Optional.ofNullable(in.readNullableString());
  }

  static void write(StateWriter out, OptionalLong number) {
    out.writeBoolean(number.isPresent());
    if (number.isPresent()) {
      out.writeSigned(number.getAsLong());
    }
  }

  static OptionalLong readNumber(StateReader in) {
    return in.readBoolean() ? OptionalLong.of(in.readSigned()) : OptionalLong.empty();
  }

  static void writeInts(StateWriter out, List<Integer> values) {
    out.writeUnsigned(values.size());
    int previous = 0;
    for (int value : values) {
      out.writeSigned((long) value - previous);
      previous = value;
    }
  }

  static List<Integer> readInts(StateReader in) {
    int length = in.readLength();
    List<Integer> values = new ArrayList<>(length);
    int previous = 0;
    for (int i = 0; i < length; i++) {
      previous += (int) in.readSigned();
      values.add(previous);
    }
    return List.copyOf(values);
  }

  static void write(StateWriter out, Map<String, String> map) {
    out.writeUnsigned(map.size());
    map.forEach((key, value) -> out.writeString(key).writeString(value));
  }

  static Map<String, String> readMap(StateReader in) {
    int length = in.readLength();
    TreeMap<String, String> map = new TreeMap<>();
    for (int i = 0; i < length; i++) {
      map.put(in.readString(), in.readString());
    }
    return immutable(map);
  }
}
