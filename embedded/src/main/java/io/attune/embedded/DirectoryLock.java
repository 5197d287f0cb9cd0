package io.attune.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * That one broker uses a directory. Kafka has a lock of its own there, but takes it after it has
 * opened the log of metadata: a second broker, refused in the end, may by then have written into
 * the log of the first.
 */
final class DirectoryLock implements AutoCloseable {
  private static final String NAME = ".attune.lock";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it, for as long as it is not closed.
   *
   * @throws EmbeddedBrokerException if another broker has it, in this process or in another one
   */
  static DirectoryLock take(Path directory) {
    try {
      FileChannel channel =
          FileChannel.open(
              directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isTaken(channel)) {
        channel.close();
        throw new EmbeddedBrokerException(
            "the embedded Kafka broker did not start in "
                + directory
                + ": another one is using it; stop that one or name another directory");
      }
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw new EmbeddedBrokerException(
          "cannot use " + directory + " for Kafka's data: " + BrokerStorage.describe(e), e);
    }
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new EmbeddedBrokerException("cannot release " + NAME + ": " + e.getMessage(), e);
    }
  }
}
