package io.attune.streams.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.streams.errors.UnreadableStateException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class LiveStoreTest {
  private final KeyValueStore<Bytes, byte[]> below = Stores.inMemoryKeyValueStore("numbers").get();

  private LiveStore<String, int[]> store(int maxLive) {
    LiveStore<String, int[]> store =
        new LiveStore<>(
            below,
            StateCodec.utf8(),
            StateCodec.of(
                n -> ByteBuffer.allocate(4).putInt(n[0]).array(),
                b -> new int[] {ByteBuffer.wrap(b).getInt()}),
            maxLive,
            Long.MAX_VALUE);
    store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
    return store;
  }

  private Integer stored(String key) {
    byte[] bytes = below.get(Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)));
    return bytes == null ? null : ByteBuffer.wrap(bytes).getInt();
  }

  @Test
  void thousandEventsEncodeOnceAndDecodeNever() {
    LiveStore<String, int[]> store = store(8);
    for (int i = 0; i < 1000; i++) {
      store.update("a", key -> new int[1])[0]++;
    }
    assertThat(stored("a")).isNull();
    store.flushCache();
    assertThat(stored("a")).isEqualTo(1000);
    assertThat(store.encoded()).isEqualTo(1);
    assertThat(store.decoded()).isZero();
    store.flushCache();
    assertThat(store.encoded()).as("nothing changed since").isEqualTo(1);
  }

  @Test
  void leastRecentlyUsedIsWrittenWhenItHasToMakeRoom() {
    LiveStore<String, int[]> store = store(2);
    store.update("a", key -> new int[] {1});
    store.update("b", key -> new int[] {2});
    store.get("a");
    store.update("c", key -> new int[] {3});
    assertThat(stored("b")).isEqualTo(2);
    assertThat(stored("a")).isNull();
    assertThat(store.liveEntries()).isEqualTo(2);
    assertThat(store.get("b")[0]).isEqualTo(2);
    assertThat(store.decoded()).isEqualTo(1);
  }

  @Test
  void noneOfTheLastSevenUsedHasToMakeRoom() {
    LiveStore<String, int[]> store = store(20);
    SplittableRandom random = new SplittableRandom(1);
    Set<String> lastUsed = new LinkedHashSet<>();
    for (int i = 0; i < 3_000; i++) {
      String key = "key " + random.nextInt(60);
      long decoded = store.decoded();
      store.update(key, k -> new int[1])[0]++;
      if (lastUsed.remove(key)) {
        assertThat(store.decoded()).as("it was live still").isEqualTo(decoded);
      }
      lastUsed.add(key);
      if (lastUsed.size() > 7) {
        lastUsed.remove(lastUsed.iterator().next());
      }
    }
    assertThat(store.decoded()).as("others had to").isPositive();
    assertThat(store.liveEntries()).isEqualTo(20);
  }

  @Test
  void repeatedEventIsWrittenEvenWhenItChangedNothing() {
    LiveStore<String, int[]> store = store(2);
    store.put("a", new int[] {1});
    store.flushCache();
    store.update("a", key -> new int[1]);
    store.flushCache();
    assertThat(store.encoded()).isEqualTo(2);
  }

  @Test
  void whatDoesNotWantToBeChangedIsNotWrittenAgain() {
    LiveStore<String, int[]> store = store(4);
    assertThat(store.updateIf("a", n -> false, key -> new int[] {1})).containsExactly(1);
    store.flushCache();
    assertThat(stored("a")).as("it was new").isEqualTo(1);
    assertThat(store.updateIf("a", n -> false, key -> new int[1])).containsExactly(1);
    store.flushCache();
    assertThat(store.encoded()).isEqualTo(1);
    store.updateIf("a", n -> n[0] == 1, key -> new int[1])[0]++;
    store.flushCache();
    assertThat(stored("a")).isEqualTo(2);
  }

  /** The changelog may lack what an unclean end has left in the store below. */
  @Test
  void whatWasReadIsWrittenOnceEvenWhenItDoesNotWantTo() {
    below.put(Bytes.wrap("a".getBytes(StandardCharsets.UTF_8)), new byte[] {0, 0, 0, 7});
    LiveStore<String, int[]> store = store(4);
    for (int i = 0; i < 3; i++) {
      assertThat(store.updateIf("a", n -> false, key -> new int[1])).containsExactly(7);
      store.flushCache();
    }
    assertThat(store.encoded()).isEqualTo(1);
  }

  @Test
  void likelyOneIsAmongThoseThatAreLive() {
    LiveStore<String, int[]> store = store(4);
    store.put("a", new int[] {1});
    assertThat(store.likely("a".hashCode()).key()).isEqualTo("a");
    assertThat(store.likely("a".hashCode()).value()).containsExactly(1);
    store.flushCache();
    store.clearCache();
    assertThat(store.likely("a".hashCode())).isNull();
  }

  @Test
  void entryThatWasFoundOnceIsUsedAsLongAsItIsLive() {
    LiveStore<String, int[]> store = store(2);
    LiveEntry<String, int[]> a = store.updateEntry("a", key -> new int[] {1});
    store.flushCache();
    store.update(a)[0]++;
    store.flushCache();
    assertThat(stored("a")).isEqualTo(2);
    store.get("b");
    store.put("b", new int[] {1});
    store.put("c", new int[] {1});
    assertThat(store.update(a)).as("it had to make room").isNull();
    LiveEntry<String, int[]> again = store.updateEntry("a", key -> new int[] {9});
    assertThat(again.value()).containsExactly(2);
    store.remove("a");
    assertThat(store.update(again)).as("it was removed").isNull();
    LiveEntry<String, int[]> anew = store.updateEntry("a", key -> new int[] {3});
    store.clearCache();
    assertThat(store.update(anew)).as("the store was opened anew").isNull();
  }

  @Test
  void removedKeyIsGoneAtOnceAndBelowWithTheCommit() {
    LiveStore<String, int[]> store = store(4);
    store.put("a", new int[] {1});
    store.flushCache();
    store.remove("a");
    assertThat(store.get("a")).isNull();
    assertThat(stored("a")).isEqualTo(1);
    store.flushCache();
    assertThat(stored("a")).isNull();
    assertThat(store.liveEntries()).isZero();
    assertThat(store.update("a", key -> new int[] {7})[0]).isEqualTo(7);
  }

  @Test
  void recycledTaskForgetsWhatWasLive() {
    LiveStore<String, int[]> store = store(4);
    store.put("a", new int[] {1});
    store.flushCache();
    below.put(
        Bytes.wrap("a".getBytes(StandardCharsets.UTF_8)), ByteBuffer.allocate(4).putInt(2).array());
    store.clearCache();
    assertThat(store.get("a")[0]).isEqualTo(2);
  }

  @Test
  void prefixScanSeesChangesThatWereNotWritten() {
    LiveStore<String, int[]> store = store(4);
    store.put("app-1/2", new int[] {1});
    store.put("app-1/1", new int[] {1});
    store.put("app-2/1", new int[] {1});
    byte[] prefix = "app-1/".getBytes(StandardCharsets.UTF_8);
    assertThat(store.keysWithPrefix(prefix, 10)).containsExactly("app-1/1", "app-1/2");
    assertThat(store.keysWithPrefix(prefix, 1)).containsExactly("app-1/1");
  }

  @Test
  void readersGetCopiesOfWhatIsStored() {
    LiveStore<String, int[]> store = store(4);
    store.put("a", new int[] {1});
    store.flushCache();
    store.stored("a").orElseThrow()[0] = 9;
    assertThat(store.get("a")[0]).isEqualTo(1);
    List<String> keys = new ArrayList<>();
    store.eachStored((key, value) -> keys.add(key + value[0]));
    assertThat(keys).containsExactly("a1");
    assertThat(store.stored("b")).isEmpty();
  }

  @Test
  void unreadableBytesNameStoreAndKey() {
    LiveStore<String, int[]> store = store(4);
    below.put(Bytes.wrap("a".getBytes(StandardCharsets.UTF_8)), new byte[1]);
    assertThatThrownBy(() -> store.get("a"))
        .isInstanceOf(UnreadableStateException.class)
        .hasMessageContaining("numbers")
        .hasMessageContaining("key a,");
  }

  /** Whatever the bound and wherever the commits fall, the store ends as a plain map would. */
  @Property(tries = 300)
  void agreesWithAMap(
      @ForAll @Size(max = 200) List<@IntRange(max = 59) Integer> steps,
      @ForAll @IntRange(min = 2, max = 9) int maxLive,
      @ForAll @IntRange(max = 40) int maxBytes) {
    KeyValueStore<Bytes, byte[]> fresh = Stores.inMemoryKeyValueStore("numbers").get();
    LiveStore<Integer, int[]> store =
        new LiveStore<>(
            fresh,
            StateCodec.of(k -> new byte[] {k.byteValue()}, b -> (int) b[0]),
            StateCodec.of(
                n -> ByteBuffer.allocate(4).putInt(n[0]).array(),
                b -> new int[] {ByteBuffer.wrap(b).getInt()}),
            maxLive,
            maxBytes);
    store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
    java.util.TreeMap<Integer, Integer> map = new java.util.TreeMap<>();
    for (int step : steps) {
      int key = step % 12;
      switch (step / 12) {
        case 0:
        case 1:
          store.update(key, k -> new int[1])[0]++;
          map.merge(key, 1, Integer::sum);
          break;
        case 2:
          store.remove(key);
          map.remove(key);
          break;
        case 3:
          int[] value = store.get(key);
          assertThat(value == null ? null : (Integer) value[0]).isEqualTo(map.get(key));
          break;
        default:
          store.flushCache();
          break;
      }
    }
    store.flushCache();
    java.util.TreeMap<Integer, Integer> written = new java.util.TreeMap<>();
    store.eachStored(
        (key, value) -> {
          written.put(key, value[0]);
          return true;
        });
    assertThat(written).isEqualTo(map);
  }
}
