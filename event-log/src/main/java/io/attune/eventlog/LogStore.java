package io.attune.eventlog;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A place that keeps files: a file system, a bucket, an archive. What in it is an event log is
 * found in the same way in all of them.
 *
 * <p>Paths are whole: as the user writes them, with scheme and host where there are such. An
 * implementation that can say what is wrong and what to do throws a {@link StoreException}.
 *
 * <p>May be used by several threads.
 */
public interface LogStore {

  /**
   * Looks at a path, and at what is below it, as it is now.
   *
   * @throws IOException when that cannot be told
   */
  FoundFiles list(String path) throws IOException;

  /**
   * Opens a file.
   *
   * @param path path of a listed file
   * @param offset bytes to skip, from 0; at or after the end there is nothing to read
   */
  InputStream open(String path, long offset) throws IOException;

  /**
   * Opens a file of which no more than its beginning is read. A store that would send all of it is
   * asked for that much only.
   *
   * @param bytes how much is read at most
   */
  default InputStream head(String path, int bytes) throws IOException {
    return open(path, 0);
  }

  /**
   * Whether a listing shows that a file has grown while it is written. HDFS shows what was written
   * up to the last whole block: whoever wants to know more has to open the file.
   */
  default boolean tellsGrowth() {
    return true;
  }

  /** Path of the directory that a file lies in; empty at the top. */
  default Optional<String> parent(String path) {
    int end = path.endsWith("/") ? path.length() - 1 : path.length();
    int slash = path.lastIndexOf('/', end - 1);
    return slash <= path.indexOf("://") + 2
        ? Optional.empty()
        : Optional.of(path.substring(0, slash));
  }

  /**
   * One look at a path. A store that lists everything below it in a few requests answers from
   * memory; a file system is asked directory by directory.
   */
  interface FoundFiles {

    /** What is at the path; empty when nothing is. */
    Optional<StoredEntry> root() throws IOException;

    /** What is in a directory, in any order. */
    List<StoredEntry> children(StoredEntry directory) throws IOException;

    /** The same for two paths that lead to the same thing, as links do. */
    default String identity(StoredEntry entry) throws IOException {
      return entry.path();
    }
  }
}
