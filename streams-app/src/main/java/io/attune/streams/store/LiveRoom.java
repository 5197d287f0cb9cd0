package io.attune.streams.store;

import java.util.ArrayList;
import java.util.List;

/** The live entries of a store in places, so that one can be found that has to make room. */
final class LiveRoom<K, V> {
  /** Entries among which the one is chosen that has to make room. */
  static final int LOOKED_AT = 8;

  private final int maxEntries;
  private final long maxBytes;

  /** Each entry at its {@link LiveEntry#place}. */
  private final List<LiveEntry<K, V>> places = new ArrayList<>();

  /** Bytes of the binary forms of the entries, as far as they were written or read. */
  private long bytes;

  /** Where room was made last. */
  private int hand;

  LiveRoom(int maxEntries, long maxBytes) {
    if (maxEntries < 2) {
      throw new IllegalArgumentException("maxLive is " + maxEntries + ", must be at least 2");
    }
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
  }

  boolean isFull() {
    return places.size() >= maxEntries;
  }

  /** Whether the entries take more bytes than they may, and are more than that. */
  boolean isTooLarge(int entries) {
    return bytes > maxBytes && places.size() > entries;
  }

  List<LiveEntry<K, V>> entries() {
    return places;
  }

  void add(LiveEntry<K, V> entry) {
    bytes += entry.bytes;
    entry.place = places.size();
    places.add(entry);
  }

  /** An entry has another size now. */
  void resize(LiveEntry<K, V> entry, int newBytes) {
    bytes += newBytes - entry.bytes;
    entry.bytes = newBytes;
  }

  /** The last entry moves to the place that becomes free. */
  void remove(LiveEntry<K, V> entry) {
    bytes -= entry.bytes;
    LiveEntry<K, V> last = places.remove(places.size() - 1);
    if (last.place != entry.place) {
      last.place = entry.place;
      places.set(entry.place, last);
    }
  }

  void clear() {
    places.clear();
    bytes = 0;
  }

  /** The least recently used of the next {@value #LOOKED_AT} entries; there is one at least. */
  LiveEntry<K, V> eldest() {
    LiveEntry<K, V> eldest = null;
    for (int i = Math.min(LOOKED_AT, places.size()); i > 0; i--) {
      hand = hand + 1 < places.size() ? hand + 1 : 0;
      LiveEntry<K, V> candidate = places.get(hand);
      if (eldest == null || candidate.lastCall < eldest.lastCall) {
        eldest = candidate;
      }
    }
    return eldest;
  }
}
