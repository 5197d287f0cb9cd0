package io.attune.streams.errors;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateFormatException;
import java.util.Optional;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.TaskId;

/**
 * State that this version of Attune cannot read, in a store or on its way from Observe to Advise.
 * It is not the fault of the record at hand, so that is no dead letter, and trying again reads the
 * same bytes, so no thread is replaced: the instance stops. The message is one sentence that names
 * where the state is, its key and its version.
 */
public final class UnreadableStateException extends StreamsException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_KEY = 200;

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
        where + " cannot be read under the key " + printable(key) + ": " + describe(reason) + ".",
        reason);
  }

  /** The sentence about state that cannot be read, where that is what a failure comes from. */
  public static Optional<String> sentence(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UnreadableStateException) {
        return Optional.of(t.getMessage());
      }
    }
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof StateFormatException) {
        return Optional.of("Stored state cannot be read: " + describe(t) + ".");
      }
    }
    return Optional.empty();
  }

  private static String describe(Throwable reason) {
    String text = reason instanceof StateFormatException ? reason.getMessage() : reason.toString();
    String start = text.startsWith("The ") ? "the " + text.substring(4) : text;
    return start.endsWith(".") ? start.substring(0, start.length() - 1) : start;
  }

  /** Keys hold names that applications gave themselves. */
  private static String printable(Object key) {
    String text = requireNonNull(key, "key is null").toString().replaceAll("\\p{Cntrl}", "?");
    return text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY) + "...";
  }
}
