package io.attune.eventlog;

import io.attune.events.MalformedEventException;
import io.attune.events.MapperOptions;
import io.attune.events.ParsedEvent;
import io.attune.events.Redaction;
import io.attune.schemas.EventSink;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One pass over one log.
 *
 * <p>Another application begins with events that may also be of the one before it: configuration,
 * executors. They are held back until the next event shows which application they belong to.
 */
final class LogReading implements Block.Lines {

  /** More such events in a row than this belong to the application that runs. */
  private static final int MAX_HELD = 256;

  private EventLog log;
  private final Supplier<? extends EventSink> sinks;
  private final MapperOptions options;
  private final ReadProgress progress;
  private final int maxLineBytes;
  private final int helpers;
  private final BlockReader blocks;
  private BlockQueue queue;
  private final List<ReadReport> reports = new ArrayList<>();
  private final Deque<ParsedEvent> held = new ArrayDeque<>();
  private boolean heldLogStart;
  private @Nullable Redaction heldRedaction;
  private ApplicationReading application;
  private StoredFile file;
  private long readBytes;
  private long lineNumber;
  private long events;
  private boolean cutOff;

  LogReading(
      EventLog log,
      MapperOptions options,
      Supplier<? extends EventSink> sinks,
      ReadProgress progress,
      int maxLineBytes,
      int helpers) {
    this.log = log;
    this.sinks = sinks;
    this.options = log.sparkVersion().map(options::withSparkVersion).orElse(options);
    this.progress = progress;
    this.maxLineBytes = maxLineBytes;
    this.helpers = helpers;
    this.blocks = new BlockReader(maxLineBytes);
    this.queue = new BlockQueue(0, this::take);
    this.file = log.files().get(0);
    this.application =
        new ApplicationReading(
            sinks.get(),
            this.options.withFallbackApplicationId(
                log.applicationIdInName().orElseGet(log::nameOfLastResort)),
            log.applicationIdInName().isPresent());
  }

  /** Reads all of it. */
  List<ReadReport> run(Instant now) {
    log.warnings().forEach(application::damaged);
    try (BlockQueue own = new BlockQueue(helpers, this::take)) {
      queue = own;
      for (StoredFile next : log.files()) {
        begin(next);
        read();
      }
    }
    progress.read(readBytes, log.sizeBytes());
    return end(now);
  }

  /**
   * Goes on with a stretch of a file: whole lines that follow those read before.
   *
   * @param as the log, as it is listed now
   * @param next the file
   * @throws IOException when the text ends before it should; its lines up to there were taken
   */
  void append(EventLog as, StoredFile next, InputStream text) throws IOException {
    log = as;
    if (!next.entry().path().equals(file.entry().path())) {
      begin(next);
    }
    try (BlockQueue own = new BlockQueue(helpers, this::take)) {
      queue = own;
      readBlocks(text);
    } finally {
      blocks.release();
    }
  }

  /** Whether the end of the application that was read last stands in the log. */
  boolean ended() {
    return application.ended();
  }

  /** Whether the log is one that was given up. */
  boolean atRest(EventLog as, Instant now) {
    return Rest.of(as, application.newestEvent(), now).known();
  }

  /**
   * Nothing follows.
   *
   * @return what was read of each application, at least one
   * @throws EventLogException when it is not known of which
   */
  List<ReadReport> end(Instant now) {
    release();
    finish(Rest.of(log, application.newestEvent(), now));
    if (reports.isEmpty()) {
      throw new EventLogException(
          log.path()
              + " has no SparkListenerApplicationStart, job, stage or task in its "
              + events
              + " events: give the log of an application, as Spark wrote it to"
              + " spark.eventLog.dir.");
    }
    return List.copyOf(reports);
  }

  private void begin(StoredFile next) {
    file = next;
    lineNumber = 0;
    cutOff = false;
  }

  private void read() {
    String format = CompressionCodec.PLAIN.label();
    try (LogFile.Opened opened = LogFile.open(file, this::advance)) {
      format = opened.format();
      readBlocks(opened.text());
    } catch (DamageException e) {
      damaged(format, e);
    } catch (EventLogException e) {
      // A rolled file that was opened but never written to does not invalidate those before it.
      if (!application.started() || log.files().size() == 1) {
        throw e;
      }
      application.warn(EventLogs.reason(e));
    } catch (StoreException e) {
      throw new EventLogException(EventLogs.reason(e), e);
    } catch (IOException e) {
      throw new EventLogException(
          file
              + " cannot be read ("
              + EventLogs.reason(e)
              + "): check that it is there and may be read.",
          e);
    }
    if (cutOff) {
      application.damaged("The last line of " + file + " is cut off; it was left out.");
    }
  }

  /** Whatever a stream ends with, the lines before it come first. */
  private void readBlocks(InputStream text) throws IOException {
    blocks.begin(ObjectLines.of(new Damaged(text)));
    try {
      for (Block block = blocks.next(); block != null; block = blocks.next()) {
        queue.put(block, redaction());
      }
    } catch (IOException e) {
      queue.drain();
      throw e;
    }
    queue.drain();
  }

  private void take(Block block) {
    block.giveTo(this, queue.parser());
    blocks.giveBack(block);
  }

  private void advance(long count) {
    readBytes += count;
    progress.read(readBytes, log.sizeBytes());
  }

  /** The data of the file at hand break off. */
  void damaged(String format, DamageException e) {
    String where =
        "The "
            + format
            + " data of "
            + file
            + " breaks off after line "
            + lineNumber
            + " ("
            + EventLogs.reason(e.reason())
            + ")";
    if (!application.started()) {
      throw new EventLogException(
          where
              + ", before the application's start was read: copy the log again, or wait until Spark"
              + " has written more.",
          e);
    }
    application.damaged(where + "; only what comes before it was read.");
  }

  @Override
  public void event(ParsedEvent event) {
    lineNumber++;
    events++;
    if (application.begun() && mayBeOfNext(event)) {
      held.add(event);
      heldLogStart |= event.part() == ParsedEvent.Part.LOG_START;
      if (event.redaction().isPresent()) {
        heldRedaction = event.redaction().get();
      }
      return;
    }
    if (event.part() == ParsedEvent.Part.APPLICATION_START
        && (heldLogStart || application.isOther(event))) {
      next();
    }
    release();
    give(event);
  }

  private boolean mayBeOfNext(ParsedEvent event) {
    return held.size() < MAX_HELD
        && (event.part() == ParsedEvent.Part.LOG_START
            || event.part() == ParsedEvent.Part.PREAMBLE);
  }

  private void release() {
    while (!held.isEmpty()) {
      give(held.remove());
    }
    heldLogStart = false;
    heldRedaction = null;
  }

  private void give(ParsedEvent event) {
    try {
      application.event(event);
    } catch (MalformedEventException e) {
      unreadable(EventLogs.reason(e), false);
    }
  }

  /** The events held back, and the following ones, belong to another application. */
  private void next() {
    boolean known = (application.named() || application.passedOn()) && finish(Rest.followed());
    application = new ApplicationReading(sinks.get(), options, false);
    if (!known) {
      application.warn(
          "What stands before line "
              + (lineNumber - held.size())
              + " of "
              + file
              + " is of an application whose start is missing; it was left out.");
    }
  }

  private boolean finish(Rest rest) {
    Optional<ReadReport> report = application.finish(log, rest);
    report.ifPresent(reports::add);
    return report.isPresent();
  }

  @Override
  public void malformed(MalformedEventException reason, boolean open) {
    lineNumber++;
    unreadable(EventLogs.reason(reason), open);
  }

  @Override
  public void blank() {
    lineNumber++;
  }

  @Override
  public Redaction redaction() {
    return heldRedaction == null ? application.redaction() : heldRedaction;
  }

  @Override
  public void tooLong() {
    lineNumber++;
    unreadable("it is longer than " + (maxLineBytes >> 20) + " MiB", false);
  }

  private void unreadable(String reason, boolean last) {
    if (events == 0) {
      throw new EventLogException(
          file
              + " is not a Spark event log (line "
              + lineNumber
              + ": "
              + reason
              + "): an event log is JSON objects with a field \"Event\", one per line; give a log"
              + " that Spark wrote to spark.eventLog.dir.");
    }
    application.unreadable("line " + lineNumber + " of " + file, reason, last);
    cutOff |= last;
  }
}
