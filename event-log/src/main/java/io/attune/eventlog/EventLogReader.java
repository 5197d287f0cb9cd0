package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import io.attune.events.MapperOptions;
import io.attune.events.Redaction;
import io.attune.schemas.EventSink;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event log into records, in bounded memory. Lines are parsed on several processors; the
 * calling thread reads the files and hands the records over, in the order of the log.
 *
 * <p>The last record of an application is an agent report, as if an agent had sent the events.
 * Damage that leaves something to analyze is a warning: a last line that is cut off, lines between
 * events that are not events, compressed data that breaks off after the application's start, a
 * missing rolled file. Anything else is an {@link EventLogException}. Records may have gone to the
 * sink by then.
 *
 * <p>A log without the application's end, in which nothing ran any more and which is no longer
 * written to, gets one, with the evidence for it; see {@link Rest}.
 *
 * <p>May be used again, from one thread at a time.
 */
public final class EventLogReader {

  /** Most bytes of a line; a longer one is passed over with a warning. */
  public static final int MAX_LINE_BYTES = 32 << 20;

  /** Producer name in the report at the end. */
  public static final String PRODUCER = "event-log";

  private final MapperOptions options;
  private final int maxLineBytes;
  private final int helpers;
  private final InstantSource clock;

  /** Reads with default options. */
  public EventLogReader() {
    this(MapperOptions.defaults());
  }

  private EventLogReader(MapperOptions options) {
    this(
        options,
        MAX_LINE_BYTES,
        Math.min(BlockQueue.MAX_HELPERS, Runtime.getRuntime().availableProcessors() - 1),
        InstantSource.system());
  }

  /**
   * A reader that removes more secrets than those that are removed anyway.
   *
   * @param names parts of names whose values are secrets
   * @param regex an expression for what is a secret in any text; null for none
   * @throws IllegalArgumentException when a name or the expression cannot be used, in one sentence
   */
  public static EventLogReader redacting(Collection<String> names, @Nullable String regex) {
    return new EventLogReader(MapperOptions.defaults().withRedaction(Redaction.with(names, regex)));
  }

  /**
   * The same with so many threads that parse besides the caller's, at least 0: for callers that
   * read several logs at once, each with a reader of its own.
   */
  public EventLogReader withHelpers(int count) {
    return new EventLogReader(
        options, maxLineBytes, Math.min(BlockQueue.MAX_HELPERS, count), clock);
  }

  /**
   * Makes a reader.
   *
   * @param helpers threads that parse, besides the caller's
   * @param clock the time now, to determine how long ago a log was last written to
   */
  EventLogReader(MapperOptions options, int maxLineBytes, int helpers, InstantSource clock) {
    this.options = requireNonNull(options, "options is null");
    this.maxLineBytes = maxLineBytes;
    this.helpers = helpers;
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * Reads a whole log, which normally holds one application. Where several were written, or copied,
   * into one file, each is read as an application of its own.
   *
   * @param log the log
   * @param sinks gives the sink of the next application; what a sink throws is thrown unchanged
   * @param progress told how far it is
   * @return what was read of each application, at least one, in the order of the log
   * @throws EventLogException when there is nothing to judge, in one sentence
   */
  public List<ReadReport> read(
      EventLog log, Supplier<? extends EventSink> sinks, ReadProgress progress) {
    requireNonNull(log, "log is null");
    requireNonNull(sinks, "sinks is null");
    requireNonNull(progress, "progress is null");
    return new LogReading(log, options, sinks, progress, maxLineBytes, helpers)
        .run(clock.instant());
  }

  /**
   * Begins to read a log that is being written.
   *
   * @param log the log, as it was listed
   * @param sinks gives the sink of the next application; what a sink throws is thrown unchanged
   */
  public GrowingLog growing(EventLog log, Supplier<? extends EventSink> sinks) {
    return new GrowingLog(log, sinks, options);
  }

  /**
   * Begins to take the events of an application that come one by one, and from no log.
   *
   * @param sink receives the records; what it throws is thrown unchanged
   */
  public EmittedApplication emitted(String applicationId, EventSink sink) {
    return new EmittedApplication(sink, options.withApplicationId(applicationId));
  }

  /**
   * Reads a log of one application. Records of others in the same log are left out, with a warning.
   *
   * @param log the log
   * @param sink receives the records; what it throws is thrown unchanged
   * @param progress told how far it is
   * @return what was read
   * @throws EventLogException when there is nothing to judge, in one sentence
   */
  public ReadReport read(EventLog log, EventSink sink, ReadProgress progress) {
    requireNonNull(sink, "sink is null");
    boolean[] given = new boolean[1];
    List<ReadReport> reports =
        read(
            log,
            () -> {
              boolean first = !given[0];
              given[0] = true;
              return first ? sink : CountingSink.NOWHERE;
            },
            progress);
    ReadReport report = reports.get(0);
    return reports.size() == 1
        ? report
        : report.withWarning(
            log.path()
                + " holds "
                + reports.size()
                + " applications; only "
                + report.applicationId()
                + " was read.");
  }
}
