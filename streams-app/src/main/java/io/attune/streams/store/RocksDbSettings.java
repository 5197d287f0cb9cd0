package io.attune.streams.store;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.Filter;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * How every RocksDB of this process is set up: one block cache and one write-buffer manager for all
 * of them, so that memory is bounded by the configuration and not by the number of partitions.
 *
 * <p>Kafka Streams makes one of these for each store; the {@link SharedMemory} that they share is
 * handed in through the configuration under {@link #MEMORY} and closed by its maker, after Kafka
 * Streams is closed. The reasons for each value are in RATIONALE.md.
 */
public final class RocksDbSettings implements RocksDBConfigSetter {
  /** Name in Kafka Streams' configuration under which the {@link SharedMemory} stands. */
  public static final String MEMORY = "attune.rocksdb.memory";

  private static final long BLOCK_BYTES = 16 * 1024L;

  /** What a write buffer takes at once, however little is in it; every store has one or two. */
  private static final long ARENA_BLOCK_BYTES = 64 * 1024L;

  private static final double BLOOM_BITS_PER_KEY = 10;

  private final Map<String, Filter> filters = new HashMap<>();

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    if (!(configs.get(MEMORY) instanceof SharedMemory)) {
      throw new IllegalStateException(MEMORY + " is not in the configuration");
    }
    SharedMemory memory = (SharedMemory) configs.get(MEMORY);
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    Filter filter = new BloomFilter(BLOOM_BITS_PER_KEY);
    filters.put(storeName, filter);
    table.setBlockCache(memory.cache);
    table.setBlockSize(BLOCK_BYTES);
    table.setFilterPolicy(filter);
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinL0FilterAndIndexBlocksInCache(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(memory.writeBuffers);
    options.setWriteBufferSize(memory.writeBufferBytes);
    options.setMaxWriteBufferNumber(2);
    options.setArenaBlockSize(ARENA_BLOCK_BYTES);
    options.setCompressionType(CompressionType.LZ4_COMPRESSION);
  }

  @Override
  public void close(String storeName, Options options) {
    // The cache and the write-buffer manager are shared and outlive this store.
    Filter filter = filters.remove(storeName);
    if (filter != null) {
      filter.close();
    }
  }

  /** The memory that the stores of one process share. */
  public static final class SharedMemory implements AutoCloseable {
    private static final double HIGH_PRIORITY_SHARE = 0.1;
    private static final long MAX_WRITE_BUFFER = 32 << 20;

    static {
      RocksDB.loadLibrary();
    }

    private final Cache cache;
    private final WriteBufferManager writeBuffers;
    private final long writeBufferBytes;

    /**
     * @param cacheBytes block cache, write buffers included
     * @param writeBuffersBytes write buffers of all stores together
     */
    public SharedMemory(long cacheBytes, long writeBuffersBytes) {
      this.cache = new LRUCache(cacheBytes, -1, false, HIGH_PRIORITY_SHARE);
      this.writeBuffers = new WriteBufferManager(writeBuffersBytes, requireNonNull(cache));
      this.writeBufferBytes = Math.min(MAX_WRITE_BUFFER, writeBuffersBytes);
    }

    @Override
    public void close() {
      writeBuffers.close();
      cache.close();
    }
  }
}
