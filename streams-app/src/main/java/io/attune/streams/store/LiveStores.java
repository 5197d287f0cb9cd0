package io.attune.streams.store;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.StateStoreProvider;

/** Builds {@link LiveStore}s on RocksDB with a changelog, and finds them for readers. */
public final class LiveStores {
  /** Part of the heap for the binary forms of stages, which decoded take up to twice as much. */
  public static final int PART_OF_STAGES = 8;

  /** The same for what is deflated, or takes ten times as much decoded. */
  public static final int PART_OF_DEFLATED = 64;

  private LiveStores() {}

  /**
   * A builder for the topology.
   *
   * @param name name of the store and of its changelog
   * @param maxLive decoded entries kept by each task, at least 2
   * @param maxBytes what their binary forms may take together
   * @param changelog topic configuration of the changelog
   */
  public static <K, V> StoreBuilder<LiveStore<K, V>> builder(
      String name,
      StateCodec<K> keys,
      StateCodec<V> values,
      int maxLive,
      long maxBytes,
      Map<String, String> changelog) {
    StoreBuilder<KeyValueStore<Bytes, byte[]>> inner =
        Stores.keyValueStoreBuilder(
                RepairingStore.supplier(name), Serdes.Bytes(), Serdes.ByteArray())
            .withCachingDisabled()
            .withLoggingEnabled(changelog);
    return new Builder<>(inner, keys, values, maxLive, maxBytes);
  }

  /** Reads the live stores of one name that this instance holds, one for each partition. */
  public static <K, V> QueryableStoreType<List<StoredValues<K, V>>> stored() {
    return new Stored<>();
  }

  private static final class Builder<K, V> implements StoreBuilder<LiveStore<K, V>> {
    private final StoreBuilder<KeyValueStore<Bytes, byte[]>> inner;
    private final StateCodec<K> keys;
    private final StateCodec<V> values;
    private final int maxLive;
    private final long maxBytes;

    Builder(
        StoreBuilder<KeyValueStore<Bytes, byte[]>> inner,
        StateCodec<K> keys,
        StateCodec<V> values,
        int maxLive,
        long maxBytes) {
      this.inner = inner;
      this.keys = requireNonNull(keys, "keys is null");
      this.values = requireNonNull(values, "values is null");
      this.maxLive = maxLive;
      this.maxBytes = maxBytes;
    }

    @Override
    public LiveStore<K, V> build() {
      return new LiveStore<>(inner.build(), keys, values, maxLive, maxBytes);
    }

    @Override
    public StoreBuilder<LiveStore<K, V>> withCachingEnabled() {
      throw new UnsupportedOperationException("a live store is its own cache");
    }

    @Override
    public StoreBuilder<LiveStore<K, V>> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<LiveStore<K, V>> withLoggingEnabled(Map<String, String> config) {
      inner.withLoggingEnabled(config);
      return this;
    }

    @Override
    public StoreBuilder<LiveStore<K, V>> withLoggingDisabled() {
      inner.withLoggingDisabled();
      return this;
    }

    @Override
    public Map<String, String> logConfig() {
      return inner.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
      return inner.loggingEnabled();
    }

    @Override
    public String name() {
      return inner.name();
    }
  }

  private static final class Stored<K, V> implements QueryableStoreType<List<StoredValues<K, V>>> {
    @Override
    public boolean accepts(StateStore store) {
      return store instanceof LiveStore;
    }

    @Override
    public List<StoredValues<K, V>> create(StateStoreProvider provider, String name) {
      return provider.stores(name, new One<K, V>());
    }
  }

  private static final class One<K, V> implements QueryableStoreType<StoredValues<K, V>> {
    @Override
    public boolean accepts(StateStore store) {
      return store instanceof LiveStore;
    }

    @Override
    public StoredValues<K, V> create(StateStoreProvider provider, String name) {
      throw new UnsupportedOperationException("only used to find stores");
    }
  }
}
