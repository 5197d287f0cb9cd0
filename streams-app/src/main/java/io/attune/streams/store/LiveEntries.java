package io.attune.streams.store;

/**
 * Finds the live entries of a store by their keys: a hash table with open addressing, at most half
 * full. The hash codes stand in an array of their own, so that a look-up reads no entry but the one
 * that it finds: with a hundred thousand of them, each other entry read is a cache miss.
 *
 * <p>Not a {@code HashMap}, because of {@link #likely}: a caller that is going to need many entries
 * can have the processor fetch them all at once, which needs a look-up in separate steps.
 */
final class LiveEntries<K, V> {
  private static final int FEWEST = 16;
  private static final int FREE = 0;

  /** 2^32 divided by the golden ratio, odd: spreads the bits upwards. */
  private static final int MULTIPLIER = 0x9E37_79B9;

  /** What stands for the hash code of the entry in the same place; {@link #FREE} without one. */
  private int[] codes = new int[FEWEST];

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
    int code = code(key.hashCode());
    for (int at = place(code); codes[at] != FREE; at = next(at)) {
      if (codes[at] == code && isSame(table[at].key, key)) {
        return table[at];
      }
    }
    return null;
  }

  private static boolean isSame(Object a, Object b) {
    return a == b || a.equals(b);
  }

  /**
   * The first entry with a hash code, most often that of the key that is meant; null when there is
   * none.
   */
  LiveEntry<K, V> likely(int hash) {
    int code = code(hash);
    int at = place(code);
    while (codes[at] != FREE && codes[at] != code) {
      at = next(at);
    }
    return table[at];
  }

  /** Adds an entry whose key is not in yet. */
  void add(LiveEntry<K, V> entry) {
    if (2 * (size + 1) > table.length) {
      grow();
    }
    insert(entry);
    size++;
  }

  private void grow() {
    LiveEntry<K, V>[] smaller = table;
    clear(2 * smaller.length);
    for (LiveEntry<K, V> known : smaller) {
      if (known != null) {
        insert(known);
      }
    }
  }

  private void insert(LiveEntry<K, V> entry) {
    int code = code(entry.hash);
    int at = place(code);
    while (codes[at] != FREE) {
      at = next(at);
    }
    codes[at] = code;
    table[at] = entry;
  }

  /**
   * Removes an entry; those after it that would no longer be found move up.
   *
   * @return false when it was not in
   */
  boolean remove(LiveEntry<K, V> entry) {
    int free = place(code(entry.hash));
    while (table[free] != entry) {
      if (table[free] == null) {
        return false;
      }
      free = next(free);
    }
    for (int at = next(free); codes[at] != FREE; at = next(at)) {
      int wanted = place(codes[at]);
      // Whether its own place does not lie after the free one and up to where it is.
      boolean mayMove = free <= at ? wanted <= free || wanted > at : wanted <= free && wanted > at;
      if (mayMove) {
        codes[free] = codes[at];
        table[free] = table[at];
        free = at;
      }
    }
    codes[free] = FREE;
    table[free] = null;
    size--;
    return true;
  }

  void clear() {
    clear(FEWEST);
    size = 0;
  }

  private void clear(int places) {
    codes = new int[places];
    table = table(places);
  }

  /** A hash code, or another in place of {@link #FREE}. */
  private static int code(int hash) {
    return hash == FREE ? 1 : hash;
  }

  private int place(int code) {
    return code * MULTIPLIER >>> Integer.numberOfLeadingZeros(table.length - 1);
  }

  private int next(int at) {
    return at + 1 & table.length - 1;
  }
}
