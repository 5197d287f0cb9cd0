package io.attune.registry;

/**
 * A map with schema ids as keys, without boxing: open addressing with linear probing, at most half
 * full. Entries are never removed. Not thread-safe.
 */
final class IdTable<V> {
  private int[] ids = new int[16];
  private Object[] values = new Object[16];
  private int size;

  /** The value of an id, or null. */
  @SuppressWarnings("unchecked")
  V get(int id) {
    return (V) values[slot(id)];
  }

  void put(int id, V value) {
    if (size * 2 >= ids.length) {
      grow();
    }
    int slot = slot(id);
    if (values[slot] == null) {
      size++;
    }
    ids[slot] = id;
    values[slot] = value;
  }

  private int slot(int id) {
    int mask = ids.length - 1;
    int slot = (id * 0x9E3779B9 >>> 8) & mask;
    while (values[slot] != null && ids[slot] != id) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldIds = ids;
    Object[] oldValues = values;
    ids = new int[oldIds.length * 2];
    values = new Object[oldIds.length * 2];
    for (int i = 0; i < oldIds.length; i++) {
      if (oldValues[i] != null) {
        int slot = slot(oldIds[i]);
        ids[slot] = oldIds[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
