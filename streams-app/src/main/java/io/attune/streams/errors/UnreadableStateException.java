package io.attune.streams.errors;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateFormatException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.TaskId;

/**
 * State that this version of Attune cannot read, in a store or on its way from Observe to Advise.
 * It is not the fault of the current record, so that does not go to the dead letters, and a retry
 * would read the same bytes, so no thread is replaced: the instance stops. The message is one
 * sentence that names where the state is, its key and its version.
 */
public final class UnreadableStateException extends StreamsException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_KEY = 200;
  private static final int MOST_CAUSES = 20;

  private UnreadableStateException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * A value of a store.
   *
   * @param store name of the store
   * @param task whose part of the store it is, null where that is not known
   * @param key key of the value
   * @param reason what reading it threw
   */
  public static UnreadableStateException inStore(
      String store, TaskId task, Object key, RuntimeException reason) {
    String where = "The store " + store + (task == null ? "" : " of task " + task);
    return of(where, key, reason);
  }

  /**
   * A record on its way from Observe to Advise.
   *
   * @param topic topic
   * @param partition partition
   * @param offset offset
   * @param key its key
   * @param reason what reading it threw
   */
  public static UnreadableStateException inRecord(
      String topic, int partition, long offset, Object key, RuntimeException reason) {
    return of("The topic " + topic + " at " + partition + "/" + offset, key, reason);
  }

  private static UnreadableStateException of(String where, Object key, RuntimeException reason) {
    return new UnreadableStateException(
        where + " holds, under the key " + printable(key) + ", " + describe(reason), reason);
  }

  /** The sentence about state that cannot be read, where that is what a failure comes from. */
  public static Optional<String> sentence(Throwable failure) {
    return causes(failure)
        .filter(UnreadableStateException.class::isInstance)
        .map(Throwable::getMessage)
        .findFirst()
        .or(
            () ->
                causes(failure)
                    .filter(StateFormatException.class::isInstance)
                    .map(reason -> "What is stored holds " + describe(reason))
                    .findFirst());
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(MOST_CAUSES);
  }

  private static String describe(Throwable reason) {
    if (reason instanceof StateFormatException e && e.version().isPresent()) {
      int version = e.version().getAsInt();
      return "a "
          + e.kind()
          + " of version "
          + version
          + (isReadable(version, e) ? " that is damaged" : ", which cannot be read here")
          + "; this build reads "
          + versions(e)
          + (e.isFromNewerBuild() ? ": run the newer Attune that wrote it" : "")
          + " (see docs/upgrading.md).";
    }
    return "bytes that cannot be read (" + reason + "); see docs/upgrading.md.";
  }

  private static boolean isReadable(int version, StateFormatException e) {
    return version >= e.oldestReadable() && version <= e.newestReadable();
  }

  private static String versions(StateFormatException e) {
    return e.oldestReadable() == e.newestReadable()
        ? "version " + e.newestReadable()
        : "versions " + e.oldestReadable() + " to " + e.newestReadable();
  }

  /** Keys hold names that applications gave themselves. */
  private static String printable(Object key) {
    String text = requireNonNull(key, "key is null").toString().replaceAll("\\p{Cntrl}", "?");
    return text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY) + "...";
  }
}
