package io.attune.benchmarks.follow;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The event logs of a day: one application that runs all the time and rolls its log, others that
 * begin and end. Their jobs are those of a recorded run, again and again, with ids and times of
 * their own. Logs of those that ended are removed an hour later.
 */
public final class BusyDay {
  private static final int JOBS_A_ROLL = 12;
  private static final int JOBS_OF_OTHERS = 10;
  private static final int TIMES = 200;
  private static final Pattern TIME =
      Pattern.compile(
          "(\"(?:Timestamp|time|Launch Time|Finish Time|Submission Time|Completion"
              + " Time)\":)(\\d{13})\\b");
  private static final Pattern ID =
      Pattern.compile("(\"(?:Job|Stage|Task|executionId) ?(?:ID)?\":)(\\d+)\\b");
  private static final Pattern IDS = Pattern.compile("(\"(?:Stage|Parent) IDs\":\\[)([0-9, ]*)]");

  private final Path logs;
  private final List<String> begin = new ArrayList<>();
  private final List<String> job = new ArrayList<>();
  private final List<String> end = new ArrayList<>();
  private final String id;
  private final Path rolled;
  private final Deque<List<Path>> older = new ArrayDeque<>();
  private int rolls;
  private int others;
  private long jobs;
  private long rolledBytes;
  private long textBytes;

  /**
   * Begins.
   *
   * @param recorded a run of many jobs of one stage
   * @param logs directory for the logs
   */
  public BusyDay(Path recorded, Path logs) throws IOException {
    this.logs = logs;
    List<String> lines = new ArrayList<>();
    try (BufferedReader text =
        new BufferedReader(
            new InputStreamReader(
                new ZstdInputStream(Files.newInputStream(recorded)), StandardCharsets.UTF_8))) {
      text.lines().forEach(lines::add);
    }
    split(lines);
    Matcher application =
        Pattern.compile("\"App ID\":\"([^\"]+)\"").matcher(String.join("\n", begin));
    if (!application.find()) {
      throw new IOException(recorded + " has no application id");
    }
    this.id = application.group(1);
    String own = "app-20260101000000-0000";
    this.rolled = Files.createDirectories(logs.resolve("eventlog_v2_" + own));
    Files.createFile(rolled.resolve("appstatus_" + own + ".inprogress"));
  }

  private void split(List<String> lines) {
    List<String> part = begin;
    for (String line : lines) {
      if (part == begin && line.contains("\"SparkListenerJobStart\"")) {
        part = job;
      }
      part.add(line);
      if (part == job && line.contains("\"SparkListenerJobEnd\"")) {
        break;
      }
    }
    lines.stream()
        .filter(line -> line.contains("\"SparkListenerApplicationEnd\""))
        .forEach(end::add);
  }

  /** An hour: files that are rolled, and applications that begin and end. */
  public void hour(int files, int applications) throws IOException {
    List<Path> ended = new ArrayList<>();
    for (int i = 0; i < Math.max(files, applications); i++) {
      if (i < files) {
        roll();
      }
      if (i < applications) {
        ended.add(other());
      }
    }
    older.add(ended);
    if (older.size() > 1) {
      for (Path log : older.remove()) {
        Files.delete(log);
      }
    }
  }

  private void roll() throws IOException {
    rolls++;
    String own = "app-20260101000000-0000";
    Path file = rolled.resolve("events_" + rolls + "_" + own + ".zstd");
    try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(file))) {
      if (rolls == 1) {
        write(begin, own, 0, out);
      }
      for (int i = 0; i < JOBS_A_ROLL; i++) {
        write(job, own, ++jobs, out);
      }
    }
    rolledBytes += Files.size(file);
  }

  private Path other() throws IOException {
    String own = String.format(Locale.ROOT, "app-20260101000000-%04d", ++others);
    Path open = logs.resolve(own + ".zstd.inprogress");
    try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(open))) {
      write(begin, own, 0, out);
      for (int i = 1; i <= JOBS_OF_OTHERS; i++) {
        write(job, own, i, out);
      }
      write(end, own, JOBS_OF_OTHERS, out);
    }
    return Files.move(open, logs.resolve(own + ".zstd"));
  }

  /** Lines as they are the so-and-so-many-th time. */
  private void write(List<String> lines, String own, long time, OutputStream out)
      throws IOException {
    for (String line : lines) {
      String text = line.replace(id, own);
      text = TIME.matcher(text).replaceAll(one -> number(one, time * TIMES));
      text = ID.matcher(text).replaceAll(one -> number(one, time * ids(one.group(1))));
      text = IDS.matcher(text).replaceAll(one -> several(one, time));
      byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
      textBytes += bytes.length;
      out.write(bytes);
    }
  }

  /** Ids that a job needs: one stage and at most so many tasks. */
  private static long ids(String field) {
    return field.contains("Task") ? 1_000 : 1;
  }

  private static String number(MatchResult one, long more) {
    return one.group(1) + (Long.parseLong(one.group(2)) + more);
  }

  private static String several(MatchResult one, long time) {
    StringBuilder ids = new StringBuilder();
    for (String each : one.group(2).split("[, ]+")) {
      if (!each.isEmpty()) {
        ids.append(ids.isEmpty() ? "" : ",").append(Long.parseLong(each) + time);
      }
    }
    return one.group(1) + ids + "]";
  }

  /** The log that is rolled. */
  public Path rolledLog() {
    return rolled;
  }

  /** Its bytes as stored. */
  public long rolledBytes() {
    return rolledBytes;
  }

  /** Bytes of all text that was written. */
  public long textBytes() {
    return textBytes;
  }
}
