package io.attune.sources.http;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait for a server.
 *
 * @param connect for a connection
 * @param stall for the next byte of an answer
 * @param tries most tries of a request, and most cuts of a stream at the same place
 * @param firstPause before the second try; doubled for each one after
 * @param longest no try begins later than this after the first
 */
public record RetryPatience(
    Duration connect, Duration stall, int tries, Duration firstPause, Duration longest) {

  /** Seconds to wait for the next byte, to be set in the environment. */
  public static final String VARIABLE = "ATTUNE_SOURCE_TIMEOUT_SECONDS";

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** What a user waits for. */
  public static RetryPatience standard() {
    return ofStall(Duration.ofSeconds(30));
  }

  /** The standard, or what the environment says instead. */
  public static RetryPatience of(ProcessEnvironment environment) {
    return environment
        .variable(VARIABLE)
        .filter(text -> text.matches("[1-9][0-9]{0,4}"))
        .map(text -> ofStall(Duration.ofSeconds(Long.parseLong(text))))
        .orElseGet(RetryPatience::standard);
  }

  /** Waits so long for the next byte, and twice as long in all. */
  public static RetryPatience ofStall(Duration stall) {
    return new RetryPatience(
        min(stall, Duration.ofSeconds(10)),
        stall,
        6,
        Duration.ofMillis(200),
        stall.multipliedBy(2));
  }

  /** For a service on this machine or its host, which answers at once or is not there. */
  RetryPatience local() {
    return new RetryPatience(
        Duration.ofSeconds(1), min(stall, Duration.ofSeconds(2)), 2, firstPause, longest);
  }

  /** Pause before another try: doubled each time, of which a random half. */
  Duration pause(int failures) {
    long most =
        Math.min(LONGEST_PAUSE.toMillis(), firstPause.toMillis() << Math.min(failures - 1, 10));
    return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
