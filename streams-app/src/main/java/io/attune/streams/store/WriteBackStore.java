package io.attune.streams.store;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

/**
 * The one place that uses an internal interface of Kafka Streams.
 *
 * <p>{@code CachedStateStore.flushCache()} is the only hook that a store has <em>before</em> the
 * changelog producer is flushed and the offsets are committed; {@code StateStore.commit} comes
 * after. {@code ProcessorStateManager.flushCache()} calls it for every registered store that
 * implements the interface; {@link WrappedStateStore} implements it and is also what Kafka Streams
 * itself puts around a store, so the call arrives through such wrappers. See RATIONALE.md; {@code
 * WriteBackStoreTest} and {@code CrashIT} fail when the hook is no longer called.
 */
abstract class WriteBackStore
    extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]> {

  private long commitsBegun;

  WriteBackStore(KeyValueStore<Bytes, byte[]> inner) {
    super(inner);
  }

  /** Writes every change into the store below; its changelog records belong to this commit. */
  abstract void writeBack();

  /** Every change has been written for a commit, and no event is at work. */
  abstract void writtenBack();

  /** Drops what is live without writing it: the store below is, or will be, the truth. */
  abstract void forget();

  /**
   * How often a commit has begun. What was done before the count last rose is committed as soon as
   * it rises again: had that commit failed, the task would have been closed.
   */
  public final long commitsBegun() {
    return commitsBegun;
  }

  @Override
  public final void flushCache() {
    commitsBegun++;
    CommitPace pace = CommitPace.ofThisThread();
    pace.begin();
    writeBack();
    writtenBack();
    pace.end();
    super.flushCache();
  }

  /** The last step of a commit, at least once; exactly once, there is none after the write-back. */
  @Override
  public final void commit(Map<TopicPartition, Long> changelogOffsets) {
    super.commit(changelogOffsets);
    CommitPace.ofThisThread().end();
  }

  @Override
  public final void clearCache() {
    forget();
    super.clearCache();
  }

  @Override
  public final void close() {
    forget();
    super.close();
  }
}
