package io.attune.streams.observe;

import io.attune.registry.TextCache;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Groups the records of a batch by application, so that the state of each is looked up once for all
 * of them. Records of one application keep their order; between applications there is none to keep.
 * Reused from batch to batch; not thread-safe.
 *
 * <p>It takes no more records than that needs: hundreds when they concern few applications, all of
 * a large batch when they concern tens of thousands.
 */
final class ByApplication {
  /** So many records are taken in at least. */
  static final int FEWEST = 500;

  /** With so many for each application on average, more would save little. */
  static final int ENOUGH = 8;

  private static final int NONE = -1;
  private static final int FEWEST_PLACES = 1024;
  private static final byte[] NO_KEY = new byte[0];

  private List<ConsumerRecord<byte[], byte[]>> records = List.of();

  /** Number in the batch of the first record that was taken in. */
  private int from;

  /** Of each record taken in, the next one of the same application. */
  private int[] next = new int[0];

  /** Of each application, in the order of their coming: its key and the hash of that. */
  private byte[][] keys = new byte[0][];

  private long[] hashes = new long[0];

  /** Of each application: its first and its last record. */
  private int[] first = new int[0];

  private int[] last = new int[0];

  /** Hash table, at most half full: of each place, the application there or {@link #NONE}. */
  private int[] table = new int[0];

  private int applications;

  ByApplication() {
    grow();
  }

  /**
   * Takes in records of a batch, in place of what was in it.
   *
   * @param batch the batch
   * @param begin number of the first record to take
   * @return number of the first record that was not taken in
   */
  int fill(List<ConsumerRecord<byte[], byte[]>> batch, int begin) {
    forget();
    records = batch;
    from = begin;
    int recent = NONE;
    int record = begin;
    while (record < batch.size() && !isEnough(record - begin)) {
      if (record - begin == next.length) {
        next = Arrays.copyOf(next, Math.max(FEWEST, 2 * next.length));
      }
      next[record - begin] = NONE;
      byte[] key = batch.get(record).key() == null ? NO_KEY : batch.get(record).key();
      if (recent != NONE && Arrays.equals(key, keys[recent])) {
        next[last[recent] - begin] = record;
      } else {
        recent = application(key, record);
      }
      last[recent] = record;
      record++;
    }
    return record;
  }

  private boolean isEnough(int taken) {
    return taken >= FEWEST && taken >= ENOUGH * applications;
  }

  /** Enters a record that is about another application than the one before. */
  private int application(byte[] key, int record) {
    long hash = TextCache.hash(key, 0, key.length);
    int at = place(hash);
    while (table[at] != NONE) {
      int known = table[at];
      if (hashes[known] == hash && Arrays.equals(key, keys[known])) {
        next[last[known] - from] = record;
        return known;
      }
      at = at + 1 & table.length - 1;
    }
    if (applications == keys.length) {
      grow();
      at = free(hash);
    }
    table[at] = applications;
    keys[applications] = key;
    hashes[applications] = hash;
    first[applications] = record;
    return applications++;
  }

  private void grow() {
    int room = Math.max(FEWEST_PLACES / 2, 2 * keys.length);
    keys = Arrays.copyOf(keys, room);
    hashes = Arrays.copyOf(hashes, room);
    first = Arrays.copyOf(first, room);
    last = Arrays.copyOf(last, room);
    table = new int[2 * room];
    Arrays.fill(table, NONE);
    for (int i = 0; i < applications; i++) {
      table[free(hashes[i])] = i;
    }
  }

  private int free(long hash) {
    int at = place(hash);
    while (table[at] != NONE) {
      at = at + 1 & table.length - 1;
    }
    return at;
  }

  private int place(long hash) {
    return (int) (hash >>> Integer.SIZE + Integer.numberOfLeadingZeros(table.length - 1));
  }

  /** Empties it: until then it keeps the batch from being collected. */
  void forget() {
    for (int i = 0; i < applications; i++) {
      int at = place(hashes[i]);
      while (table[at] != i) {
        at = at + 1 & table.length - 1;
      }
      table[at] = NONE;
      keys[i] = null;
    }
    applications = 0;
    records = List.of();
  }

  /** Applications that records were taken in of. */
  int applications() {
    return applications;
  }

  /**
   * The first record of an application.
   *
   * @param application from 0
   */
  int first(int application) {
    return first[application];
  }

  /** The next record of the same application, negative after the last. */
  int next(int record) {
    return next[record - from];
  }

  /** A record by its number. */
  ConsumerRecord<byte[], byte[]> record(int number) {
    return records.get(number);
  }
}
