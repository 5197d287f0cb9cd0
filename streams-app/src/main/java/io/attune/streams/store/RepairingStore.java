package io.attune.streams.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A RocksDB store whose files are a copy of its changelog: where they are damaged, they are deleted
 * and the store is restored.
 *
 * <p>Damage that is found when the store is opened is repaired at once. RocksDB checks most blocks
 * only when they are read; damage that is found then is noted in the store's directory, and a
 * {@code TaskCorruptedException} makes Kafka Streams open the task's stores again. Other failures
 * of the disk, such as a full one, are left alone.
 */
final class RepairingStore implements KeyValueStore<Bytes, byte[]> {
  /** Where Kafka Streams keeps RocksDB's files, below the directory of a task. */
  static final String ROCKSDB_DIRECTORY = "rocksdb";

  private static final Logger LOG = LoggerFactory.getLogger(RepairingStore.class);
  private static final String DAMAGED = "attune.damaged";

  private final KeyValueStore<Bytes, byte[]> files;
  private TaskId task;
  private Path directory;

  RepairingStore(KeyValueStore<Bytes, byte[]> files) {
    this.files = requireNonNull(files, "files is null");
  }

  /** Makes such stores, for {@link Stores}. */
  static KeyValueBytesStoreSupplier supplier(String name) {
    KeyValueBytesStoreSupplier rocksDb = Stores.persistentKeyValueStore(name);
    return new KeyValueBytesStoreSupplier() {
      @Override
      public String name() {
        return rocksDb.name();
      }

      @Override
      public KeyValueStore<Bytes, byte[]> get() {
        return new RepairingStore(rocksDb.get());
      }

      @Override
      public String metricsScope() {
        return rocksDb.metricsScope();
      }
    };
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    task = context.taskId();
    directory = context.stateDir().toPath().resolve(ROCKSDB_DIRECTORY).resolve(name());
    if (Files.exists(directory.resolve(DAMAGED))) {
      deleteFiles("they were found damaged while they were in use");
    }
    try {
      files.init(context, root);
    } catch (ProcessorStateException e) {
      Optional<RocksDBException> damage = damage(e);
      if (damage.isEmpty()) {
        throw e;
      }
      deleteFiles(damage.get().getMessage());
      files.init(context, root);
    }
  }

  private void deleteFiles(String why) {
    LOG.warn(
        "The local files of the store {} of task {} are deleted and restored from the changelog:"
            + " {}",
        name(),
        task,
        why);
    try {
      Utils.delete(directory.toFile());
    } catch (IOException e) {
      throw new ProcessorStateException(
          "The damaged files in " + directory + " cannot be deleted: " + e.getMessage(), e);
    }
  }

  /** What RocksDB found damaged; empty when the disk, the memory or something else failed. */
  private static Optional<RocksDBException> damage(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof RocksDBException e
          && e.getStatus() != null
          && e.getStatus().getCode() == Status.Code.Corruption) {
        return Optional.of(e);
      }
    }
    return Optional.empty();
  }

  private RuntimeException reported(ProcessorStateException failure) {
    if (damage(failure).isEmpty()) {
      return failure;
    }
    try {
      Files.createFile(directory.resolve(DAMAGED));
    } catch (FileAlreadyExistsException e) {
      LOG.debug("Found damaged before", e);
    } catch (IOException e) {
      failure.addSuppressed(e);
      return failure;
    }
    return new TaskCorruptedException(Set.of(task), failure);
  }

  private <T> T read(Supplier<T> access) {
    try {
      return access.get();
    } catch (ProcessorStateException e) {
      throw reported(e);
    }
  }

  private void write(Runnable access) {
    try {
      access.run();
    } catch (ProcessorStateException e) {
      throw reported(e);
    }
  }

  @Override
  public byte[] get(Bytes key) {
    return read(() -> files.get(key));
  }

  @Override
  public void put(Bytes key, byte[] value) {
    write(() -> files.put(key, value));
  }

  @Override
  public byte[] putIfAbsent(Bytes key, byte[] value) {
    return read(() -> files.putIfAbsent(key, value));
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    write(() -> files.putAll(entries));
  }

  @Override
  public byte[] delete(Bytes key) {
    return read(() -> files.delete(key));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    return read(() -> files.range(from, to));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return read(files::all);
  }

  @Override
  public long approximateNumEntries() {
    return read(files::approximateNumEntries);
  }

  @Override
  public void commit(Map<TopicPartition, Long> changelogOffsets) {
    write(() -> files.commit(changelogOffsets));
  }

  @Override
  public Long committedOffset(TopicPartition partition) {
    return files.committedOffset(partition);
  }

  @Override
  @SuppressWarnings("deprecation") // the answer has to be RocksDB's as long as it is asked for
  public boolean managesOffsets() {
    return files.managesOffsets();
  }

  @Override
  public <R> QueryResult<R> query(Query<R> query, PositionBound bound, QueryConfig config) {
    return files.query(query, bound, config);
  }

  @Override
  public Position getPosition() {
    return files.getPosition();
  }

  @Override
  public String name() {
    return files.name();
  }

  @Override
  public boolean persistent() {
    return files.persistent();
  }

  @Override
  public boolean isOpen() {
    return files.isOpen();
  }

  @Override
  public void close() {
    files.close();
  }
}
