package io.attune.benchmarks;

import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Many event logs, made from the sample runs of real Spark over and over: each an application of
 * its own, that began at another time and took another time for other amounts of data; one workload
 * for every eight runs; gzip.
 */
final class ManyLogs {
  private static final int RUNS_A_WORKLOAD = 8;
  private static final Pattern NAME =
      Pattern.compile("(\"App Name\":|\"spark.app.name\":|\"spark.attune.workload\":)\"([^\"]*)\"");
  private static final Pattern TIME =
      Pattern.compile(
          "(\"(?:Timestamp|time|Launch Time|Finish Time|Getting Result Time|Submission"
              + " Time|Completion Time)\":)(\\d{13})\\b");
  private static final Pattern AMOUNT =
      Pattern.compile(
          "(\"(?:Executor Run Time|Executor CPU Time|Executor Deserialize Time|JVM GC Time|Result"
              + " Size|Memory Bytes Spilled|Disk Bytes Spilled|Bytes Read|Records Read|Remote Bytes"
              + " Read|Local Bytes Read|Total Records Read|Shuffle Bytes Written|Shuffle Write"
              + " Time|Shuffle Records Written|Bytes Written|Records Written|Fetch Wait"
              + " Time)\":)(\\d+)\\b");
  private static final long BETWEEN_RUNS = 780_000;

  private ManyLogs() {}

  /** Writes so many into a directory, from the logs at a place. */
  static void write(int count, Path samples, Path folder) throws IOException {
    List<EventLog> logs = EventLogs.find(List.of(samples));
    for (int number = 0; number < count; number++) {
      write(logs.get(number % logs.size()), number, logs.size(), folder);
    }
  }

  private static void write(EventLog sample, int number, int samples, Path folder)
      throws IOException {
    String was = sample.applicationIdInName().orElse("");
    String id = String.format(Locale.ROOT, "app-20260101000000-%06d", number);
    String name = "$1\"$2-of-team-" + words(number / samples / RUNS_A_WORKLOAD) + "\"";
    // From 0.75 to 1.25, the same for no two of a sample's first thousand copies.
    double factor = 0.75 + (number / samples * 619 % 1_000) / 2_000.0;
    long[] began = new long[1];
    try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(sample.open(), StandardCharsets.UTF_8));
        Writer out =
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(folder.resolve(id + ".gz"))),
                StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String own = was.isEmpty() ? line : line.replace(was, id);
        own = own.replaceFirst("\"App ID\":\"[^\"]*\"", "\"App ID\":\"" + id + "\"");
        own = NAME.matcher(own).replaceAll(name);
        own = AMOUNT.matcher(own).replaceAll(one -> scaled(one, factor));
        own = TIME.matcher(own).replaceAll(one -> moved(one, began, factor, number));
        out.write(own);
        out.write('\n');
      }
    }
  }

  private static String scaled(MatchResult amount, double factor) {
    return amount.group(1) + Math.round(Long.parseLong(amount.group(2)) * factor);
  }

  private static String moved(MatchResult time, long[] began, double factor, int number) {
    long was = Long.parseLong(time.group(2));
    began[0] = began[0] == 0 ? was : began[0];
    return time.group(1)
        + (began[0] + number * BETWEEN_RUNS + Math.round((was - began[0]) * factor));
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
