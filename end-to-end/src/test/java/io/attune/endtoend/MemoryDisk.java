package io.attune.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system of its own in memory, which can be filled and write-protected. Wants Linux and
 * root.
 */
final class MemoryDisk implements AutoCloseable {
  private static final String SIZE = "1g";

  private final Path directory;

  private MemoryDisk(Path directory) {
    this.directory = directory;
  }

  /** Mounts one; a test ends as skipped where that is not allowed. */
  static MemoryDisk on(Path directory) throws IOException {
    MemoryDisk disk = onIfAllowed(directory);
    Assumptions.assumeTrue(disk != null, "file systems cannot be mounted here");
    return disk;
  }

  /** Mounts one; null where that is not allowed. */
  static MemoryDisk onIfAllowed(Path directory) throws IOException {
    Files.createDirectories(directory);
    try {
      run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", directory.toString());
      return new MemoryDisk(directory);
    } catch (IOException e) {
      return null;
    }
  }

  /** Nothing can be added any more, or next to nothing. */
  void fill() throws IOException {
    FileStore store = Files.getFileStore(directory);
    for (int left = 5; ; left--) {
      long used = store.getTotalSpace() - store.getUnallocatedSpace();
      try {
        remount("size=" + Math.max(4, used / 1024) + "k");
        return;
      } catch (IOException e) {
        // Somebody has written in between, and a file system cannot be smaller than what is in it.
        if (left == 0) {
          throw e;
        }
      }
    }
  }

  void free() throws IOException {
    remount("size=" + SIZE);
  }

  void readOnly() throws IOException {
    remount("ro");
  }

  void writable() throws IOException {
    remount("rw");
  }

  private void remount(String how) throws IOException {
    run("mount", "-o", "remount," + how, directory.toString());
  }

  @Override
  public void close() {
    try {
      run("umount", "--lazy", directory.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(String... command) throws IOException {
    List<String> words = new ArrayList<>(List.of(command));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", words) + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
