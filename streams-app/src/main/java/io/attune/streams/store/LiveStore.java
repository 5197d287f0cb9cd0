package io.attune.streams.store;

import static java.util.Objects.requireNonNull;

import io.attune.streams.errors.UnreadableStateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * A key-value store whose values stay decoded between events and are encoded once per commit.
 *
 * <p>Values are mutable objects that belong to the stream thread. {@link #update} hands one out for
 * change and marks its entry as changed; the change reaches the store below, and with it the
 * changelog, when the task commits, or earlier when the entry has to make room. At most {@code
 * maxLive} entries are live, and fewer where their binary forms take more than {@code maxBytes}. To
 * make room, the least recently used of {@value LiveRoom#LOOKED_AT} entries is evicted; these move
 * through the table. So a value may be used until the next {@code LOOKED_AT - 1} calls for other
 * keys ({@code maxLive - 1}, if that is fewer), and never across events.
 *
 * <p>An entry that was handed out for change is written even when the event changed nothing: after
 * an unclean end the store below may hold more than the changelog does, and the repeated events are
 * what brings the changelog up to it.
 *
 * <p>Not thread-safe, but for the methods of {@link StoredValues}, which read what is stored and
 * decode a copy of their own.
 *
 * @param <K> key, with {@code equals} and {@code hashCode}
 * @param <V> value
 */
public final class LiveStore<K, V> extends WriteBackStore implements StoredValues<K, V> {
  private final StateCodec<K> keys;
  private final StateCodec<V> values;
  private final LiveRoom<K, V> room;
  private final LiveEntries<K, V> live = new LiveEntries<>();

  /** Counts calls: what was used last has the highest count. */
  private long calls;

  /** Changed since the last write-back; some may have been written since, to make room. */
  private final List<LiveEntry<K, V>> changed = new ArrayList<>();

  /** Null before it is opened. */
  private TaskId task;

  /** Bytes of the value that was read last. */
  private int loadedBytes;

  private long decoded;
  private long encoded;

  LiveStore(
      KeyValueStore<Bytes, byte[]> inner,
      StateCodec<K> keys,
      StateCodec<V> values,
      int maxLive,
      long maxBytes) {
    super(requireNonNull(inner, "inner is null"));
    this.keys = requireNonNull(keys, "keys is null");
    this.values = requireNonNull(values, "values is null");
    this.room = new LiveRoom<>(maxLive, maxBytes);
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    forget();
    task = context.taskId();
    super.init(context, root);
  }

  /**
   * The value of a key, to look at only.
   *
   * @return null when there is none
   * @throws UnreadableStateException when what is stored cannot be read
   */
  public V get(K key) {
    LiveEntry<K, V> entry = find(key);
    if (entry == null) {
      V value = load(key);
      if (value == null) {
        return null;
      }
      entry = new LiveEntry<>(key, value);
      entry.bytes = loadedBytes;
      add(entry);
    }
    return entry.value;
  }

  /**
   * What is most likely live for a key, to have it fetched before it is needed: may be null, and
   * may be the entry of another key.
   *
   * @param hash hash code of the key
   */
  public LiveEntry<K, V> likely(int hash) {
    return live.likely(hash);
  }

  /**
   * The value of a key, to be changed only where it {@code wants} to be: for values that most
   * events leave as they are, and that would be written at every commit all the same. One that was
   * read from the store below and not yet written since counts as changed; see above.
   *
   * @throws UnreadableStateException when what is stored cannot be read
   */
  public V updateIf(K key, Predicate<? super V> wants, Function<? super K, ? extends V> ifAbsent) {
    LiveEntry<K, V> entry = find(key);
    if (entry != null && entry.value != null && entry.confirmed && !wants.test(entry.value)) {
      return entry.value;
    }
    return update(key, ifAbsent);
  }

  /**
   * The value of a key, to be changed now; a new one where there is none.
   *
   * @throws UnreadableStateException when what is stored cannot be read
   */
  public V update(K key, Function<? super K, ? extends V> ifAbsent) {
    return updateEntry(key, ifAbsent).value;
  }

  /**
   * The entry of a key, its value to be changed now, a new one where there is none. The entry may
   * be kept, and tried with {@link #update(LiveEntry)} the next time.
   *
   * @throws UnreadableStateException when what is stored cannot be read
   */
  public LiveEntry<K, V> updateEntry(K key, Function<? super K, ? extends V> ifAbsent) {
    LiveEntry<K, V> entry = find(key);
    if (entry == null) {
      V value = load(key);
      entry = new LiveEntry<>(key, value == null ? ifAbsent.apply(key) : value);
      entry.bytes = value == null ? 0 : loadedBytes;
      markChanged(entry);
      add(entry);
    } else {
      if (entry.value == null) {
        entry.value = ifAbsent.apply(key);
      }
      markChanged(entry);
    }
    return entry;
  }

  /**
   * The value of an entry that was found before, to be changed now, without looking for it again.
   *
   * @return null when it is not live any more and has to be looked for by its key
   */
  public V update(LiveEntry<K, V> found) {
    if (found.value != null) {
      found.lastCall = ++calls;
      markChanged(found);
    }
    return found.value;
  }

  /** Sets the value of a key. */
  public void put(K key, V value) {
    requireNonNull(value, "value is null");
    LiveEntry<K, V> entry = find(key);
    if (entry == null) {
      entry = new LiveEntry<>(key, value);
      markChanged(entry);
      add(entry);
    } else {
      entry.value = value;
      markChanged(entry);
    }
  }

  /** Removes a key. */
  public void remove(K key) {
    LiveEntry<K, V> entry = find(key);
    if (entry == null) {
      entry = new LiveEntry<>(key, null);
      markChanged(entry);
      add(entry);
    } else {
      entry.value = null;
      markChanged(entry);
    }
  }

  /**
   * The keys whose binary form begins with a prefix, in the order of their bytes. Changes are
   * written first, so that one range scan of the store below sees them all.
   *
   * @param limit at most so many
   */
  public List<K> keysWithPrefix(byte[] prefix, int limit) {
    writeBack();
    List<K> found = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> range =
        wrapped().range(Bytes.wrap(prefix), Prefixes.end(prefix))) {
      while (found.size() < limit && range.hasNext()) {
        found.add(decodeKey(range.next().key));
      }
    }
    return found;
  }

  /** Entries that are live now. */
  public int liveEntries() {
    return live.size();
  }

  /** Values read from bytes so far, by the stream thread. */
  public long decoded() {
    return decoded;
  }

  /** Values written to bytes so far. */
  public long encoded() {
    return encoded;
  }

  @Override
  public Optional<V> stored(K key) {
    byte[] bytes = wrapped().get(Bytes.wrap(keys.encode(key)));
    return bytes == null ? Optional.empty() : Optional.of(decode(key, bytes));
  }

  @Override
  public void eachStored(BiPredicate<K, V> visitor) {
    try (KeyValueIterator<Bytes, byte[]> all = wrapped().all()) {
      visit(all, visitor);
    }
  }

  @Override
  public void eachStored(byte[] prefix, BiPredicate<K, V> visitor) {
    try (KeyValueIterator<Bytes, byte[]> range =
        wrapped().range(Bytes.wrap(prefix), Prefixes.end(prefix))) {
      visit(range, visitor);
    }
  }

  private void visit(KeyValueIterator<Bytes, byte[]> entries, BiPredicate<K, V> visitor) {
    while (entries.hasNext()) {
      KeyValue<Bytes, byte[]> entry = entries.next();
      K key = decodeKey(entry.key);
      if (!visitor.test(key, decode(key, entry.value))) {
        return;
      }
    }
  }

  @Override
  void writeBack() {
    for (LiveEntry<K, V> entry : changed) {
      write(entry);
      if (entry.value == null && live.remove(entry)) {
        room.remove(entry);
      }
    }
    changed.clear();
  }

  /** Nobody uses a value across a commit, so that any may go. */
  @Override
  void writtenBack() {
    makeRoom(0);
  }

  @Override
  void forget() {
    for (LiveEntry<K, V> entry : room.entries()) {
      entry.value = null;
    }
    live.clear();
    room.clear();
    changed.clear();
  }

  private LiveEntry<K, V> find(K key) {
    LiveEntry<K, V> entry = live.find(key);
    if (entry != null) {
      entry.lastCall = ++calls;
    }
    return entry;
  }

  private V load(K key) {
    byte[] bytes = wrapped().get(Bytes.wrap(keys.encode(key)));
    if (bytes == null) {
      return null;
    }
    decoded++;
    loadedBytes = bytes.length;
    return decode(key, bytes);
  }

  private V decode(K key, byte[] bytes) {
    try {
      return values.decode(bytes);
    } catch (RuntimeException e) {
      throw unreadable(key, e);
    }
  }

  private K decodeKey(Bytes key) {
    try {
      return keys.decode(key.get());
    } catch (RuntimeException e) {
      throw unreadable(key, e);
    }
  }

  /**
   * To be thrown when a part of a value that was left undecoded turns out to be unreadable.
   *
   * @param reason what reading it threw
   */
  public UnreadableStateException unreadable(Object key, RuntimeException reason) {
    return UnreadableStateException.inStore(name(), task, key, reason);
  }

  private void markChanged(LiveEntry<K, V> entry) {
    if (!entry.changed) {
      entry.changed = true;
      changed.add(entry);
    }
  }

  private void add(LiveEntry<K, V> entry) {
    if (room.isFull()) {
      makeRoom();
    }
    makeRoom(2 * LiveRoom.LOOKED_AT);
    entry.lastCall = ++calls;
    room.add(entry);
    live.add(entry);
  }

  /** Makes room where the entries are too large, as long as there are more than so many. */
  private void makeRoom(int entries) {
    while (room.isTooLarge(entries)) {
      makeRoom();
    }
  }

  private void makeRoom() {
    LiveEntry<K, V> eldest = room.eldest();
    write(eldest);
    live.remove(eldest);
    room.remove(eldest);
    // It may stand among the changed ones still; its value need not.
    eldest.value = null;
  }

  private void write(LiveEntry<K, V> entry) {
    if (!entry.changed) {
      return;
    }
    Bytes keyBytes = Bytes.wrap(keys.encode(entry.key));
    if (entry.value == null) {
      wrapped().delete(keyBytes);
    } else {
      byte[] bytes = values.encode(entry.value);
      wrapped().put(keyBytes, bytes);
      encoded++;
      room.resize(entry, bytes.length);
    }
    entry.changed = false;
    entry.confirmed = true;
  }
}
