package io.attune.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps what is not needed at once on disk, so that the number of logs is not bounded by memory.
 * For several threads.
 */
final class Spool implements AutoCloseable {
  private FileChannel file;
  private long end;

  /**
   * A part of it.
   *
   * @param at where it begins
   * @param length its bytes
   */
  record Slice(long at, int length) {}

  /** Keeps bytes. */
  synchronized Slice add(byte[] bytes) {
    try {
      if (file == null) {
        Path path = Files.createTempFile("attune-", ".spool");
        file =
            FileChannel.open(
                path,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
      }
      Slice slice = new Slice(end, bytes.length);
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        end += file.write(left, end);
      }
      return slice;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Gives them back. */
  byte[] read(Slice slice) {
    FileChannel open;
    synchronized (this) {
      open = file;
    }
    ByteBuffer into = ByteBuffer.allocate(slice.length());
    try {
      while (into.hasRemaining()) {
        if (open.read(into, slice.at() + into.position()) < 0) {
          throw new IOException("it has become shorter");
        }
      }
    } catch (IOException e) {
      throw failure(e);
    }
    return into.array();
  }

  private static CommandFailure failure(IOException e) {
    return new CommandFailure(
        "what was read of the logs cannot be kept in "
            + System.getProperty("java.io.tmpdir")
            + " ("
            + e.getMessage()
            + "); make room there, or name another directory with"
            + " ATTUNE_OPTS=-Djava.io.tmpdir=DIR.",
        e);
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      // It is deleted all the same, and nobody needs it any more.
      file = null;
    }
  }
}
