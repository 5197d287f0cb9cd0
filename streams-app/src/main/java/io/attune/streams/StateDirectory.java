package io.attune.streams;

import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.config.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;

/** The directory of the local state, and what to say when it is not as it has to be. */
final class StateDirectory {
  private StateDirectory() {}

  /**
   * Creates it where it is missing.
   *
   * @throws ConfigurationException when it cannot be created or written
   */
  static void prepare(AttuneConfig config) {
    Path directory = config.stateDirectory();
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, "attune", ".tmp"));
    } catch (IOException e) {
      throw new ConfigurationException(
          "The state directory "
              + directory
              + " cannot be written ("
              + e.getMessage()
              + "); set "
              + Options.STATE_DIR
              + " to one that can.",
          e);
    }
  }

  /** Says why the pipeline did not start with its state directory. */
  static ConfigurationException unusable(AttuneConfig config, StreamsException failure) {
    return new ConfigurationException(
        "The pipeline cannot start with the state directory "
            + config.stateDirectory()
            + ": "
            + failure.getMessage()
            + "; "
            + (isLocked(failure)
                ? "another Attune with the application id "
                    + config.get(Options.APPLICATION_ID)
                    + " may be using it."
                : "see that its disk can be read and written. Its content is a copy of the"
                    + " changelogs: deleted while Attune is stopped, it is restored from them."),
        failure);
  }

  /** Kafka Streams finds the lock of the directory, or of a task, taken. */
  private static boolean isLocked(StreamsException failure) {
    if (failure instanceof LockException) {
      return true;
    }
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return !(failure instanceof ProcessorStateException)
        && (message.contains("multiple instances") || message.contains("lock"));
  }
}
