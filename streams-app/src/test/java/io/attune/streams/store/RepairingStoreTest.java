package io.attune.streams.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** On a store in memory that fails when it is asked to; {@code DamagedStoreIT} has real files. */
class RepairingStoreTest {
  private static final Bytes KEY = Bytes.wrap("key".getBytes(StandardCharsets.UTF_8));

  @TempDir File state;

  private final List<String> calls = new ArrayList<>();
  private StateStoreContext context;
  private Path table;

  /** What the next call of this method throws. */
  private String failing = "none";

  private Status.Code failure;

  @BeforeEach
  void haveAStoreWithFiles() throws IOException {
    context =
        new MockProcessorContext<Void, Void>(new Properties(), new TaskId(0, 1), state)
            .getStateStoreContext();
    Path directory =
        Files.createDirectories(
            state.toPath().resolve(RepairingStore.ROCKSDB_DIRECTORY).resolve("numbers"));
    table = Files.createFile(directory.resolve("000007.sst"));
  }

  private RepairingStore store() {
    KeyValueStore<Bytes, byte[]> inMemory = Stores.inMemoryKeyValueStore("numbers").get();
    @SuppressWarnings("unchecked")
    KeyValueStore<Bytes, byte[]> files =
        (KeyValueStore<Bytes, byte[]>)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {KeyValueStore.class},
                (proxy, method, arguments) -> {
                  calls.add(method.getName());
                  if (method.getName().equals(failing)) {
                    failing = "none";
                    throw new ProcessorStateException(
                        "Error while getting value for key from store numbers",
                        new RocksDBException(
                            new Status(failure, Status.SubCode.None, "block checksum mismatch")));
                  }
                  try {
                    return method.invoke(inMemory, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return new RepairingStore(files);
  }

  private void fail(String method, Status.Code how) {
    failing = method;
    failure = how;
  }

  @Test
  void damageThatIsFoundOnOpeningIsRepairedAtOnce() {
    fail("init", Status.Code.Corruption);
    RepairingStore store = store();
    store.init(context, store);
    assertThat(table).doesNotExist();
    assertThat(calls).filteredOn("init"::equals).hasSize(2);
    assertThat(store.get(KEY)).isNull();
  }

  @Test
  void damageThatIsFoundOnReadingHasTheTaskOpenedAgainAndRepairedThen() {
    RepairingStore store = store();
    store.init(context, store);
    fail("get", Status.Code.Corruption);
    assertThatThrownBy(() -> store.get(KEY))
        .isInstanceOfSatisfying(
            TaskCorruptedException.class,
            e -> assertThat(e.corruptedTasks()).isEqualTo(Set.of(new TaskId(0, 1))));
    assertThat(table).as("is in use").exists();

    // By the same thread, by another, or by the next process.
    RepairingStore again = store();
    again.init(context, again);
    assertThat(table).doesNotExist();
  }

  @Test
  void damageThatIsFoundOnWritingIsRepairedToo() {
    RepairingStore store = store();
    store.init(context, store);
    fail("put", Status.Code.Corruption);
    assertThatThrownBy(() -> store.put(KEY, new byte[1]))
        .isInstanceOf(TaskCorruptedException.class);
  }

  @Test
  void failuresOfTheDiskDeleteNothing() {
    fail("init", Status.Code.IOError);
    RepairingStore store = store();
    assertThatThrownBy(() -> store.init(context, store))
        .isInstanceOf(ProcessorStateException.class);
    assertThatCode(() -> store.init(context, store)).doesNotThrowAnyException();
    fail("get", Status.Code.IOError);
    assertThatThrownBy(() -> store.get(KEY)).isInstanceOf(ProcessorStateException.class);
    RepairingStore again = store();
    again.init(context, again);
    assertThat(table).exists();
  }

  /** Where the store's files are is Kafka Streams' affair; this fails when it changes. */
  @Test
  void rocksDbKeepsItsFilesWhereTheyAreLookedFor() throws IOException {
    Files.delete(table);
    KeyValueStore<Bytes, byte[]> store = RepairingStore.supplier("numbers").get();
    store.init(context, store);
    try {
      assertThat(table.resolveSibling("CURRENT")).exists();
    } finally {
      store.close();
    }
  }
}
