package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file of a log, and where to open it.
 *
 * @param store the store that it is in
 * @param entry as it was listed
 */
public record StoredFile(LogStore store, StoredEntry entry) {

  /** Checks the fields. */
  public StoredFile {
    requireNonNull(store, "store is null");
    requireNonNull(entry, "entry is null");
  }

  /** Last part of the path. */
  public String name() {
    return entry.name();
  }

  /** Opens it after so many bytes of what is stored. */
  public InputStream open(long offset) throws IOException {
    return store.open(entry.path(), offset);
  }

  /** Opens it to read no more than so many bytes of what is stored. */
  InputStream head(int bytes) throws IOException {
    return store.head(entry.path(), bytes);
  }

  /** The path, for sentences. */
  @Override
  public String toString() {
    return entry.path();
  }
}
