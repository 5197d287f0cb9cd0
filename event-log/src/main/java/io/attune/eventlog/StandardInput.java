package io.attune.eventlog;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One log, or one archive, that another program writes to this one. It is read once. */
record StandardInput() implements LogStore, LogStore.FoundFiles {

  /** How users write it. */
  static final String PLACE = "-";

  private static final String NAME = "standard input";

  @Override
  public FoundFiles list(String path) {
    return this;
  }

  @Override
  public Optional<StoredEntry> root() {
    return Optional.of(StoredEntry.file(NAME, NAME, 0, Instant.EPOCH));
  }

  @Override
  public List<StoredEntry> children(StoredEntry directory) {
    return List.of();
  }

  @Override
  public Optional<String> parent(String path) {
    return Optional.empty();
  }

  @Override
  public InputStream open(String path, long offset) throws IOException {
    System.in.skipNBytes(offset);
    return new FilterInputStream(System.in) {
      @Override
      public void close() {
        // It is not ours to close.
      }
    };
  }
}
