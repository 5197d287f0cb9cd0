package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import io.attune.events.MalformedEventException;
import io.attune.events.MapperOptions;
import io.attune.events.ParsedEvent;
import io.attune.events.Redaction;
import io.attune.events.SparkEventMapper;
import io.attune.schemas.AgentReport;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event log into records, in bounded memory. Lines are parsed on several processors; the
 * calling thread reads the files and hands the records over, in the order of the log.
 *
 * <p>The last record of a log is an agent report, as if an agent had sent the events. Damage that
 * leaves something to judge is a warning: a last line that is cut off, lines that are no events
 * between lines that are, compressed data that breaks off after the application's start, a missing
 * rolled file. Anything else is an {@link EventLogException}. Records may have gone to the sink by
 * then.
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

  /** Reads with default options. */
  public EventLogReader() {
    this(
        MapperOptions.defaults(),
        MAX_LINE_BYTES,
        Math.min(BlockQueue.MAX_HELPERS, Runtime.getRuntime().availableProcessors() - 1));
  }

  /**
   * Makes a reader.
   *
   * @param helpers threads that parse, besides the caller's
   */
  EventLogReader(MapperOptions options, int maxLineBytes, int helpers) {
    this.options = requireNonNull(options, "options is null");
    this.maxLineBytes = maxLineBytes;
    this.helpers = helpers;
  }

  /**
   * Reads a whole log.
   *
   * @param log the log
   * @param sink takes the records; what it throws comes out of here as it is
   * @param progress told how far it is
   * @return what was read
   * @throws EventLogException when there is nothing to judge, in one sentence
   */
  public ReadReport read(EventLog log, EventSink sink, Progress progress) {
    requireNonNull(log, "log is null");
    requireNonNull(sink, "sink is null");
    requireNonNull(progress, "progress is null");
    return new Reading(log, sink, progress).run();
  }

  /** One pass over one log. */
  private final class Reading implements Block.Lines {
    private final EventLog log;
    private final Progress progress;
    private final CountingSink counts;
    private final SparkEventMapper mapper;
    private final BlockReader blocks = new BlockReader(maxLineBytes);
    private final BlockQueue queue = new BlockQueue(helpers, this::take);
    private final List<String> warnings = new ArrayList<>();
    private Path file;
    private long readBytes;
    private long lineNumber;
    private long unreadable;
    private @Nullable String firstUnreadable;
    private boolean cutOff;

    Reading(EventLog log, EventSink sink, Progress progress) {
      this.log = log;
      this.progress = progress;
      this.counts = new CountingSink(sink);
      this.mapper =
          new SparkEventMapper(
              counts,
              log.applicationIdInName().map(options::withFallbackApplicationId).orElse(options));
      this.file = log.files().get(0);
    }

    ReadReport run() {
      warnings.addAll(log.warnings());
      try (queue) {
        for (Path next : log.files()) {
          file = next;
          lineNumber = 0;
          cutOff = false;
          read();
        }
      }
      progress.read(readBytes, log.sizeBytes());
      finish();
      return new ReadReport(
          log.path().toString(),
          mapper.applicationId(),
          mapper.events(),
          counts.tasks,
          counts.executorMetrics,
          counts.lifecycle,
          unreadable,
          mapper.ended(),
          mapper.ignored(),
          warnings);
    }

    private void read() {
      CompressionCodec codec = CompressionCodec.PLAIN;
      try (LogFile.Opened opened = LogFile.open(file, this::advance)) {
        codec = opened.codec();
        readBlocks(opened.text());
      } catch (DamageException e) {
        damaged(codec, e);
      } catch (EventLogException e) {
        // A rolled file that was opened but never written to is no harm to those before it.
        if (!mapper.started() || log.files().size() == 1) {
          throw e;
        }
        warnings.add(e.getMessage());
      } catch (IOException e) {
        throw new EventLogException(
            file
                + " cannot be read ("
                + EventLogs.reason(e)
                + "): check that it is there and may be read.",
            e);
      }
      if (cutOff) {
        warnings.add("The last line of " + file + " is cut off; it was left out.");
      }
    }

    /** Whatever a stream ends with, the lines before it come first. */
    private void readBlocks(InputStream text) throws IOException {
      blocks.begin(new Damaged(text));
      try {
        for (Block block = blocks.next(); block != null; block = blocks.next()) {
          queue.put(block, mapper.redaction());
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

    private void damaged(CompressionCodec codec, DamageException e) {
      String where =
          "The "
              + codec.label()
              + " data of "
              + file
              + " breaks off after line "
              + lineNumber
              + " ("
              + EventLogs.reason(e.reason())
              + ")";
      if (!mapper.started()) {
        throw new EventLogException(
            where
                + ", before the application's start was read: copy the log again, or wait until Spark"
                + " has written more.",
            e);
      }
      warnings.add(where + "; only what comes before it was read.");
    }

    @Override
    public void event(ParsedEvent event) {
      lineNumber++;
      try {
        mapper.accept(event);
      } catch (MalformedEventException e) {
        unreadable(EventLogs.reason(e), false);
      }
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
      return mapper.redaction();
    }

    @Override
    public void tooLong() {
      lineNumber++;
      unreadable("it is longer than " + (maxLineBytes >> 20) + " MiB", false);
    }

    private void unreadable(String reason, boolean last) {
      if (mapper.events() == 0) {
        throw new EventLogException(
            file
                + " is not a Spark event log (line "
                + lineNumber
                + ": "
                + reason
                + "): an event log has one JSON object with a field \"Event\" per line; give a log"
                + " that Spark wrote to spark.eventLog.dir.");
      }
      unreadable++;
      if (last) {
        cutOff = true;
      } else if (firstUnreadable == null) {
        firstUnreadable = "line " + lineNumber + " of " + file + ": " + reason;
      }
    }

    private void finish() {
      if (!mapper.finish()) {
        throw new EventLogException(
            log.path()
                + " has no SparkListenerApplicationStart in its "
                + mapper.events()
                + " events, so that it is unknown which application it is of: give the complete log"
                + " of an application.");
      }
      if (!mapper.started()) {
        warnings.add(
            log.path()
                + " lacks the application's start; its id was taken from the configuration or the"
                + " log's name.");
      }
      if (firstUnreadable != null) {
        warnings.add(
            "Lines that are no events were left out of "
                + log.path()
                + " ("
                + firstUnreadable
                + ").");
      }
      if (!mapper.ended()) {
        warnings.add(
            log.path()
                + (log.inProgress()
                    ? " is still being written: the application had not ended."
                    : " lacks the application's end: it was killed, or the log is incomplete."));
      }
      LifecycleEvent event = new LifecycleEvent();
      event.setKind(LifecycleKind.AGENT_REPORT);
      event.setEventTime(mapper.now());
      event.setAgentReport(report());
      mapper.emit(event);
    }

    private AgentReport report() {
      String version = EventLogReader.class.getPackage().getImplementationVersion();
      AgentReport report = new AgentReport();
      report.setProducerName(PRODUCER);
      report.setProducerVersion(version == null ? "development" : version);
      report.setEventsSeen(mapper.events());
      report.setEventsSent(mapper.sequence());
      report.setLastSequence(mapper.sequence());
      report.setComplete(mapper.ended());
      return report;
    }
  }

  private static final class CountingSink implements EventSink {
    private final EventSink target;
    private long tasks;
    private long executorMetrics;
    private long lifecycle;

    CountingSink(EventSink target) {
      this.target = target;
    }

    @Override
    public void task(TaskMetrics event) {
      tasks++;
      target.task(event);
    }

    @Override
    public void executor(ExecutorMetrics event) {
      executorMetrics++;
      target.executor(event);
    }

    @Override
    public void lifecycle(LifecycleEvent event) {
      lifecycle++;
      target.lifecycle(event);
    }
  }
}
