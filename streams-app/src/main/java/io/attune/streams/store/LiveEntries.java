package io.attune.streams.store;

/**
 * Finds the live entries of a store by their keys: a hash table with open addressing, at most half
 * full, so that nearly every entry is where it is looked for first.
 *
 * <p>Not a {@code HashMap}, because of {@link #first}: whoever is going to need many entries can
 * have the processor fetch them all at once, which takes a look-up that can be made in steps.
 */
final class LiveEntries<K, V> {
  private static final int FEWEST = 16;

  /** 2^32 divided by the golden ratio, odd: spreads the bits upwards. */
  private static final int MULTIPLIER = 0x9E37_79B9;

  private LiveEntry<K, V>[] table = table(FEWEST);
  private int size;

  @SuppressWarnings("unchecked") // arrays of generic types cannot be made otherwise
  private static <K, V> LiveEntry<K, V>[] table(int places) {
    return (LiveEntry<K, V>[]) new LiveEntry<?, ?>[places];
  }

  int size() {
    return size;
  }

  /** The entry of a key, null when there is none. */
  LiveEntry<K, V> find(K key) {
    int hash = key.hashCode();
    int at = place(hash);
    while (true) {
      LiveEntry<K, V> entry = table[at];
      if (entry == null || entry.hash == hash && isSame(entry.key, key)) {
        return entry;
      }
      at = next(at);
    }
  }

  private static boolean isSame(Object a, Object b) {
    return a == b || a.equals(b);
  }

  /** The entry that is looked at first for a hash: most often the one that will be found. */
  LiveEntry<K, V> first(int hash) {
    return table[place(hash)];
  }

  /** Adds an entry whose key is not in yet. */
  void add(LiveEntry<K, V> entry) {
    if (2 * (size + 1) > table.length) {
      LiveEntry<K, V>[] smaller = table;
      table = table(2 * smaller.length);
      for (LiveEntry<K, V> known : smaller) {
        if (known != null) {
          insert(known);
        }
      }
    }
    insert(entry);
    size++;
  }

  private void insert(LiveEntry<K, V> entry) {
    int at = place(entry.hash);
    while (table[at] != null) {
      at = next(at);
    }
    table[at] = entry;
  }

  /**
   * Removes an entry; those after it that would no longer be found move up.
   *
   * @return false when it was not in
   */
  boolean remove(LiveEntry<K, V> entry) {
    int free = place(entry.hash);
    while (table[free] != entry) {
      if (table[free] == null) {
        return false;
      }
      free = next(free);
    }
    for (int at = next(free); table[at] != null; at = next(at)) {
      int wanted = place(table[at].hash);
      // Whether its own place does not lie after the free one and up to where it is.
      boolean mayMove = free <= at ? wanted <= free || wanted > at : wanted <= free && wanted > at;
      if (mayMove) {
        table[free] = table[at];
        free = at;
      }
    }
    table[free] = null;
    size--;
    return true;
  }

  void clear() {
    table = table(FEWEST);
    size = 0;
  }

  private int place(int hash) {
    return hash * MULTIPLIER >>> Integer.numberOfLeadingZeros(table.length - 1);
  }

  private int next(int at) {
    return at + 1 & table.length - 1;
  }
}
