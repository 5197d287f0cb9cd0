package io.attune.streams.store;

import static java.util.Objects.requireNonNull;

import io.attune.streams.errors.UnreadableStateException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What is due when, in a store: names under the time at which they are due, so that finding the
 * next ones is one short range scan however many there are, after a restart too.
 *
 * <p>Layout of a key: due time in epoch milliseconds, 8 bytes, most significant first; then the
 * name in UTF-8. Values are empty.
 */
public final class TimeIndex {
  private static final byte[] NOTHING = new byte[0];

  private final KeyValueStore<Bytes, byte[]> store;

  /** Over a store made by {@link #builder}. */
  public TimeIndex(KeyValueStore<Bytes, byte[]> store) {
    this.store = requireNonNull(store, "store is null");
  }

  /** The store of an index. */
  public static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(
      String name, Map<String, String> changelog) {
    return Stores.keyValueStoreBuilder(
            RepairingStore.supplier(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingDisabled()
        .withLoggingEnabled(changelog);
  }

  /** Enters a name. */
  public void add(long dueMs, String name) {
    store.put(key(dueMs, name), NOTHING);
  }

  /** Takes a name out, from under the time at which it was entered. */
  public void remove(long dueMs, String name) {
    store.delete(key(dueMs, name));
  }

  /** Names that are due, earliest first; they stay in. */
  public List<Due> due(long nowMs, int limit) {
    List<Due> due = new ArrayList<>();
    Bytes from = Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(0).array());
    Bytes to = Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(nowMs + 1).array());
    try (KeyValueIterator<Bytes, byte[]> range = store.range(from, to)) {
      while (due.size() < limit && range.hasNext()) {
        due.add(read(range.next().key));
      }
    }
    return due;
  }

  private Due read(Bytes bytes) {
    try {
      ByteBuffer key = ByteBuffer.wrap(bytes.get());
      long dueMs = key.getLong();
      return new Due(dueMs, StandardCharsets.UTF_8.decode(key).toString());
    } catch (BufferUnderflowException e) {
      throw UnreadableStateException.inStore(store.name(), null, bytes, e);
    }
  }

  private static Bytes key(long dueMs, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(Long.BYTES + text.length).putLong(dueMs).put(text).array());
  }

  /**
   * An entry.
   *
   * @param dueMs epoch milliseconds
   * @param name what is due
   */
  public record Due(long dueMs, String name) {}
}
