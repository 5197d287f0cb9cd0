package io.attune.streams.store;

/** A value that is kept decoded, with its key. Belongs to a {@link LiveStore}. */
public final class LiveEntry<K, V> {
  final K key;
  final int hash;

  /** Null once removed. */
  V value;

  boolean changed;

  /** Written by this process, so that the changelog has it too. */
  boolean confirmed;

  /** Bytes of the binary form when it was last written or read; 0 before. */
  int bytes;

  int place;
  long lastCall;

  LiveEntry(K key, V value) {
    this.key = key;
    this.hash = key.hashCode();
    this.value = value;
  }

  /** The key. */
  public K key() {
    return key;
  }

  /** The value, null once removed. */
  public V value() {
    return value;
  }
}
