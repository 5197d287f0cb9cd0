package io.attune.streams.store;

import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * What a {@link LiveStore} has written, for readers on other threads: at most one commit interval
 * old. Every value is a copy that belongs to the reader.
 *
 * @param <K> key
 * @param <V> value
 */
public interface StoredValues<K, V> {
  /** The stored value of a key. */
  Optional<V> stored(K key);

  /** Visits stored entries in the order of their keys' bytes until the visitor says false. */
  void eachStored(BiPredicate<K, V> visitor);

  /** Visits stored entries whose key begins with a prefix until the visitor says false. */
  void eachStored(byte[] prefix, BiPredicate<K, V> visitor);
}
