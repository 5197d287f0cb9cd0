package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import io.attune.events.MapperOptions;
import io.attune.schemas.EventSink;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads a log while it is written, look by look, into the records that {@link EventLogReader} gives
 * of the whole of it.
 *
 * <p>A file may be renamed when it is complete, a rolled one may take over what was in the growing
 * one before (as Databricks delivers them), and the last piece of compressed data may be half
 * written. Not thread-safe.
 */
public final class GrowingLog {

  private static final String IN_PROGRESS = ".inprogress";
  private static final String GROWING = "eventlog";

  private final LogReading reading;
  private final Map<String, GrowingFile> files = new HashMap<>();

  GrowingLog(EventLog log, Supplier<? extends EventSink> sinks, MapperOptions options) {
    this.reading =
        new LogReading(
            requireNonNull(log, "log is null"),
            requireNonNull(options, "options is null"),
            requireNonNull(sinks, "sinks is null"),
            (read, total) -> {},
            EventLogReader.MAX_LINE_BYTES,
            0);
  }

  /**
   * Reads what was added.
   *
   * @param log the same log, as it is listed now
   * @throws EventLogException when it is none, or is damaged where nothing of it can be judged
   * @throws IOException when it cannot be read now; what was read of it is in no defined state, so
   *     that it has to be read again from its beginning
   */
  public void read(EventLog log) throws IOException {
    List<StoredFile> all = log.files();
    for (int i = 0; i < all.size(); i++) {
      StoredFile stored = all.get(i);
      boolean last = i < all.size() - 1 || !log.inProgress() && !isGrowing(stored);
      GrowingFile file = files.computeIfAbsent(key(stored), key -> begin(stored));
      if (!file.isComplete()) {
        read(log, stored, file, last);
      }
    }
  }

  private void read(EventLog log, StoredFile stored, GrowingFile file, boolean last)
      throws IOException {
    try {
      file.read(stored, last, text -> reading.append(log, stored, text));
    } catch (DamageException e) {
      file.giveUp();
      reading.damaged(file.format(), e);
    }
  }

  /** Bytes as stored that have been read. */
  public long readBytes() {
    return files.values().stream().mapToLong(GrowingFile::offset).sum();
  }

  /**
   * Whether nothing is left to come: the application has ended and the log is closed, or given up.
   */
  public boolean isOver(EventLog log, Instant now) {
    boolean closed = !log.inProgress() && reading.ended();
    return closed || reading.atRest(log, now);
  }

  /**
   * Nothing follows.
   *
   * @return what was read of each application, at least one
   * @throws EventLogException when it is not known of which application it is
   */
  public List<ReadReport> end(Instant now) {
    return reading.end(now);
  }

  /** Databricks moves what is in the growing file to one with a time in its name. */
  private GrowingFile begin(StoredFile file) {
    GrowingFile growing = files.get(GROWING);
    if (growing == null || !file.name().startsWith(GROWING + "-")) {
      return new GrowingFile(EventLogReader.MAX_LINE_BYTES);
    }
    files.put(GROWING, new GrowingFile(EventLogReader.MAX_LINE_BYTES));
    return GrowingFile.after(growing, EventLogReader.MAX_LINE_BYTES);
  }

  private static boolean isGrowing(StoredFile file) {
    return file.name().equals(GROWING);
  }

  private static String key(StoredFile file) {
    String name = file.name();
    return name.endsWith(IN_PROGRESS)
        ? name.substring(0, name.length() - IN_PROGRESS.length())
        : name;
  }
}
