package io.attune.streams.observe;

import java.util.Arrays;

/**
 * Numbers the records of a batch so that those of one application come one after the other: what
 * they are about is looked up once, and is still at hand for the next. Those of one application
 * keep their order; between applications there is none to keep. Kept and filled again; not
 * thread-safe.
 */
final class ByApplication {
  private static final int NONE = -1;

  private String[] ids = new String[0];

  /** Of each record, the next one of the same application. */
  private int[] next = new int[0];

  /** Of the first record of each application, its last one. */
  private int[] last = new int[0];

  /** The first record of each application, in the order of their coming. */
  private int[] firsts = new int[0];

  /** A hash table of first records, {@link #NONE} where it is empty. */
  private int[] table = new int[0];

  private int applications;

  /** First record of the application that was added to last. */
  private int recent;

  /**
   * Empties it.
   *
   * @param records so many can be added
   */
  void clear(int records) {
    if (records > ids.length) {
      ids = new String[records];
      next = new int[records];
      last = new int[records];
      firsts = new int[records];
      table = new int[4 * Integer.highestOneBit(records)];
    }
    Arrays.fill(table, NONE);
    applications = 0;
    recent = NONE;
  }

  /**
   * Adds a record.
   *
   * @param record its number, from 0, higher than that of any before
   */
  void add(int record, String applicationId) {
    ids[record] = applicationId;
    next[record] = NONE;
    if (recent == NONE || !applicationId.equals(ids[recent])) {
      recent = first(record, applicationId);
    }
    if (recent != record) {
      next[last[recent]] = record;
    }
    last[recent] = record;
  }

  /** The first record of this application: this one, if there is none before. */
  private int first(int record, String applicationId) {
    int mask = table.length - 1;
    int hash = applicationId.hashCode();
    int place = (hash ^ hash >>> 16) & mask;
    while (table[place] != NONE) {
      if (ids[table[place]].equals(applicationId)) {
        return table[place];
      }
      place = place + 1 & mask;
    }
    table[place] = record;
    firsts[applications++] = record;
    return record;
  }

  /** Applications in the batch. */
  int applications() {
    return applications;
  }

  /**
   * The first record of an application.
   *
   * @param application from 0
   */
  int first(int application) {
    return firsts[application];
  }

  /** The next record of the same application, negative after the last. */
  int next(int record) {
    return next[record];
  }

  /** The application that a record is about. */
  String id(int record) {
    return ids[record];
  }
}
