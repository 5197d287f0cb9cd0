package io.attune.streams.observe;

import io.attune.advisor.application.EventTimes;
import io.attune.registry.BadRecordException;
import org.apache.avro.specific.SpecificRecord;

/** Refuses records that decode but cannot be what they say they are. */
final class EventCheck {
  /** Characters of a foreign id in a message. */
  private static final int SHOWN = 100;

  private EventCheck() {}

  /**
   * Checks an event.
   *
   * @param key key of its record
   * @param applicationId the application that it names
   */
  static void check(String key, String applicationId, SpecificRecord event) {
    if (!key.equals(applicationId)) {
      throw new BadRecordException(
          "The record is about application "
              + cut(applicationId)
              + " but its key is "
              + cut(key)
              + "; the key has to be the application id.");
    }
    EventTimes.problem(event)
        .ifPresent(
            problem -> {
              throw new BadRecordException(problem + ".");
            });
  }

  /** What was nested too deeply cannot be used; the stack is free again. */
  static BadRecordException tooDeep(StackOverflowError failure) {
    return new BadRecordException("Its content is nested too deeply.", failure);
  }

  private static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
