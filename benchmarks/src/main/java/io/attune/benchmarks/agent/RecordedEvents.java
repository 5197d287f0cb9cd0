package io.attune.benchmarks.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.history.EventLogFileReader;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.util.JsonProtocol;

/**
 * Events of real applications, read from their logs by Spark: the beginning of the first
 * application, and the events of all applications between beginning and end.
 */
final class RecordedEvents {
  /** Events that only logs have, and those that start or end an application. */
  private static final List<String> EXCLUDED =
      List.of(
          "SparkListenerLogStart",
          "SparkListenerStageExecutorMetrics",
          "SparkListenerApplicationStart",
          "SparkListenerApplicationEnd",
          "SparkListenerEnvironmentUpdate",
          "SparkListenerResourceProfileAdded");

  private static final List<String> BEGINNING =
      List.of(
          "SparkListenerApplicationStart",
          "SparkListenerEnvironmentUpdate",
          "SparkListenerResourceProfileAdded");

  /** The kind of an event, for the results. */
  enum Kind {
    TASK_START,
    TASK_END,
    OTHER
  }

  private final List<SparkListenerEvent> beginning = new ArrayList<>();
  private final List<SparkListenerEvent> events = new ArrayList<>();
  private Kind[] kinds;

  private RecordedEvents() {}

  /** Reads logs, compressed or not by their names. */
  static RecordedEvents read(List<String> logs) throws IOException {
    RecordedEvents recorded = new RecordedEvents();
    FileSystem files = FileSystem.getLocal(new Configuration());
    for (String log : logs) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  EventLogFileReader.openEventLog(new Path(log), files), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          recorded.add(line);
        }
      }
    }
    recorded.fillInStages();
    recorded.kinds = recorded.events.stream().map(RecordedEvents::kind).toArray(Kind[]::new);
    return recorded;
  }

  private void add(String line) {
    String name = line.substring(line.indexOf(':') + 2, line.indexOf('"', line.indexOf(':') + 2));
    if (events.isEmpty() && BEGINNING.contains(name)) {
      beginning.add(JsonProtocol.sparkEventFromJson(line));
    } else if (!EXCLUDED.contains(name)) {
      events.add(JsonProtocol.sparkEventFromJson(line));
    }
  }

  /** Adds the stages' task metrics, which sparkMeasure's sink reads and logs leave out. */
  private void fillInStages() {
    try {
      Field metrics = StageInfo.class.getDeclaredField("taskMetrics");
      metrics.setAccessible(true);
      for (SparkListenerEvent event : events) {
        if (event instanceof SparkListenerStageCompleted completed) {
          metrics.set(completed.stageInfo(), TaskMetrics.empty());
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "the metrics of a stage cannot be set in this version of Spark: " + e, e);
    }
  }

  private static Kind kind(SparkListenerEvent event) {
    if (event instanceof SparkListenerTaskEnd) {
      return Kind.TASK_END;
    }
    return event instanceof SparkListenerTaskStart ? Kind.TASK_START : Kind.OTHER;
  }

  /** The first events of an application. */
  List<SparkListenerEvent> beginning() {
    return beginning;
  }

  /** Number of different events. */
  int size() {
    return events.size();
  }

  /** Returns an event, repeating them cyclically. */
  SparkListenerEvent event(int index) {
    return events.get(index % events.size());
  }

  Kind kind(int index) {
    return kinds[index % kinds.length];
  }
}
