package io.attune.benchmarks;

import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Many event logs, made from the sample runs of real Spark over and over: each an application of
 * its own, that began at another time and took another time for other amounts of data; one workload
 * for every eight runs; gzip.
 */
final class ManyLogs {
  private static final int RUNS_A_WORKLOAD = 8;

  /** What differs from copy to copy: names, times, amounts. */
  private static final Pattern OWN =
      Pattern.compile(
          "(?<name>(?<=\"App Name\":\"|\"spark\\.app\\.name\":\"|\"spark\\.attune\\.workload\":\")"
              + "[^\"]*)"
              + "|\"(?:Timestamp|time|Launch Time|Finish Time|Getting Result Time|Submission"
              + " Time|Completion Time)\":(?<time>\\d{13})\\b"
              + "|\"(?:Executor Run Time|Executor CPU Time|Executor Deserialize Time|JVM GC"
              + " Time|Result Size|Memory Bytes Spilled|Disk Bytes Spilled|Bytes Read|Records"
              + " Read|Remote Bytes Read|Local Bytes Read|Total Records Read|Shuffle Bytes"
              + " Written|Shuffle Write Time|Shuffle Records Written|Bytes Written|Records"
              + " Written|Fetch Wait Time)\":(?<amount>\\d+)\\b");

  private static final long BETWEEN_RUNS = 780_000;

  private ManyLogs() {}

  /** Writes so many into a directory, from the logs at a place. */
  static void write(int count, Path samples, Path folder) throws IOException {
    List<EventLog> logs = EventLogs.find(List.of(samples));
    for (int i = 0; i < logs.size(); i++) {
      LogToCopy template = LogToCopy.of(logs.get(i));
      for (int number = i; number < count; number += logs.size()) {
        template.write(number, number / logs.size(), folder);
      }
    }
  }

  /** A piece of text, and what comes after it. */
  private record Piece(String text, Kind kind, long was) {}

  private enum Kind {
    NAME,
    TIME,
    AMOUNT,
    ID,
    NOTHING
  }

  private record LogToCopy(List<Piece> pieces, long began) {

    static LogToCopy of(EventLog sample) throws IOException {
      String all;
      try (InputStream text = sample.open()) {
        all = new String(text.readAllBytes(), StandardCharsets.UTF_8);
      }
      Matcher named = Pattern.compile("\"App ID\":\"([^\"]+)\"").matcher(all);
      String id = named.find() ? named.group(1) : sample.name();
      List<Piece> pieces = new ArrayList<>();
      long began = Long.MAX_VALUE;
      String[] parts = all.split(Pattern.quote(id), -1);
      for (int i = 0; i < parts.length; i++) {
        Matcher own = OWN.matcher(parts[i]);
        int end = 0;
        while (own.find()) {
          Kind kind =
              own.group("name") != null
                  ? Kind.NAME
                  : own.group("time") != null ? Kind.TIME : Kind.AMOUNT;
          int from =
              kind == Kind.NAME ? own.end() : own.start(kind == Kind.TIME ? "time" : "amount");
          long was = kind == Kind.NAME ? 0 : Long.parseLong(parts[i].substring(from, own.end()));
          began = kind == Kind.TIME ? Math.min(began, was) : began;
          pieces.add(new Piece(parts[i].substring(end, from), kind, was));
          end = own.end();
        }
        Kind last = i < parts.length - 1 ? Kind.ID : Kind.NOTHING;
        pieces.add(new Piece(parts[i].substring(end), last, 0));
      }
      return new LogToCopy(pieces, began);
    }

    void write(int number, int copy, Path folder) throws IOException {
      String id = String.format(Locale.ROOT, "app-20260101000000-%06d", number);
      String name = "-of-team-" + words(copy / RUNS_A_WORKLOAD);
      // From 0.75 to 1.25, the same for no two of a sample's first thousand copies.
      double factor = 0.75 + copy * 619 % 1_000 / 2_000.0;
      try (Writer out =
          new OutputStreamWriter(
              new GZIPOutputStream(Files.newOutputStream(folder.resolve(id + ".gz")), 1 << 16),
              StandardCharsets.UTF_8)) {
        for (Piece piece : pieces) {
          out.write(piece.text());
          switch (piece.kind()) {
            case NAME -> out.write(name);
            case ID -> out.write(id);
            case TIME ->
                out.write(
                    Long.toString(
                        began
                            + number * BETWEEN_RUNS
                            + Math.round((piece.was() - began) * factor)));
            case AMOUNT -> out.write(Long.toString(Math.round(piece.was() * factor)));
            default -> {
              // The end.
            }
          }
        }
      }
    }
  }

  /** Letters, as digits at the end of a name count as a run's. */
  private static String words(int number) {
    return Integer.toString(number, 26)
        .chars()
        .map(c -> c <= '9' ? 'a' + c - '0' : c + 10)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
