package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.offline.RunCollector;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogException;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.SkippedPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import me.tongfei.progressbar.ProgressBar;

/**
 * Reads many logs, several at once, into runs that are kept in a spool. What cannot be read is left
 * out, whatever the reason.
 */
final class SetReader {
  private final Terminal terminal;
  private final Spool spool;
  private final int workers;
  private final ThreadLocal<EventLogReader> readers;

  /**
   * What was read of a log.
   *
   * @param runs its runs
   * @param warnings about them, one sentence each
   * @param redacted secrets that were removed
   * @param leftOut why there is none
   */
  private record Result(
      List<StoredRun> runs, List<String> warnings, long redacted, Optional<SkippedPath> leftOut) {
    private static Result without(EventLog log, String sentence) {
      return new Result(
          List.of(), List.of(), 0, Optional.of(new SkippedPath(log.path(), sentence)));
    }
  }

  /**
   * Makes a reader.
   *
   * @param reader what each thread's reader is made from
   * @param logs how many there are to read
   * @param processors threads that may work at once
   */
  SetReader(Terminal terminal, Spool spool, EventLogReader reader, int logs, int processors) {
    this.terminal = requireNonNull(terminal, "terminal is null");
    this.spool = requireNonNull(spool, "spool is null");
    this.workers = Math.max(1, Math.min(logs, processors));
    int helpers = Math.max(0, processors / workers - 1);
    this.readers = ThreadLocal.withInitial(() -> reader.withHelpers(helpers));
  }

  /** The runs, in the order of the logs; an application that is in two logs once. */
  List<StoredRun> read(List<EventLog> logs, Omissions omissions) {
    List<StoredRun> runs = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    long bytes = logs.stream().mapToLong(EventLog::sizeBytes).sum();
    AtomicInteger done = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try (ProgressBar bar = ProgressBars.ofLogs(terminal, "Reading", bytes, logs.size())) {
      List<Future<Result>> results = new ArrayList<>();
      for (EventLog log : logs) {
        results.add(
            pool.submit(
                () -> {
                  Result result = read(log, bar);
                  bar.setExtraMessage(
                      String.format(
                          Locale.ROOT, "%,d of %,d logs", done.incrementAndGet(), logs.size()));
                  return result;
                }));
      }
      for (Future<Result> future : results) {
        Result result = Futures.join(future);
        runs.addAll(result.runs());
        warnings.addAll(result.warnings());
        omissions.addRedacted(result.redacted());
        result.leftOut().ifPresent(omissions::add);
      }
    } finally {
      pool.shutdownNow();
    }
    warnings.forEach(omissions::warn);
    return once(runs, omissions);
  }

  private Result read(EventLog log, ProgressBar bar) {
    long[] before = new long[1];
    long[] redacted = new long[1];
    List<RunCollector> collectors = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    try {
      readers
          .get()
          .read(
              log,
              () -> {
                RunCollector collector = new RunCollector();
                collectors.add(collector);
                return collector;
              },
              (read, total) -> {
                bar.stepBy(read - before[0]);
                before[0] = read;
              })
          .forEach(
              report -> {
                warnings.addAll(report.warnings());
                redacted[0] += report.redacted();
              });
      List<StoredRun> runs = new ArrayList<>();
      for (RunCollector collector : collectors) {
        Optional<Run> run = collector.run();
        run.ifPresent(known -> runs.add(StoredRun.of(known, log.path(), spool)));
      }
      return runs.isEmpty()
          ? Result.without(log, log.path() + " has no event of an application.")
          : new Result(runs, warnings, redacted[0], Optional.empty());
    } catch (EventLogException e) {
      return Result.without(log, e.getMessage());
    } catch (CommandFailure e) {
      throw e;
    } catch (RuntimeException e) {
      return Result.without(
          log,
          log.path()
              + " could not be read: this should not happen ("
              + e
              + "); please report this.");
    } finally {
      // What was not read of it is not waited for.
      bar.stepBy(Math.max(0, log.sizeBytes() - before[0]));
    }
  }

  /**
   * Of two logs of the same run, copies or a log and what it was renamed to, the one that ended.
   */
  static List<StoredRun> once(List<StoredRun> runs, Omissions omissions) {
    Map<List<Object>, StoredRun> once = new LinkedHashMap<>();
    for (StoredRun run : runs) {
      StoredRun other = once.putIfAbsent(List.of(run.applicationId(), run.start()), run);
      if (other != null) {
        boolean better = run.ended() && !other.ended();
        if (better) {
          once.put(List.of(run.applicationId(), run.start()), run);
        }
        StoredRun passed = better ? other : run;
        omissions.warn(
            passed.log()
                + " holds "
                + run.applicationId()
                + ", which is judged by "
                + (better ? run : other).log()
                + ".");
      }
    }
    return List.copyOf(once.values());
  }
}
