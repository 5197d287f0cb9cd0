package io.attune.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads every bundled run twice: with the reader, and line by line into JSON trees with independent
 * code. Counts and sums of each stage attempt have to agree to the byte and the millisecond.
 */
class SampleLogSumsTest {

  private static final ObjectMapper TREES = new ObjectMapper();

  /** Sums of one stage attempt, or counts of the application, by name. */
  private static final class Sums extends TreeMap<String, Long> {
    private static final long serialVersionUID = 1L;

    void add(String stage, String name, long value) {
      merge(stage + " " + name, value, Long::sum);
    }
  }

  static Stream<EventLog> logs() {
    return EventLogs.find(List.of(Path.of("..", "sample-runs", "logs"))).stream();
  }

  @ParameterizedTest
  @MethodSource("logs")
  void sumsAgree(EventLog log) throws IOException {
    Sums read = new Sums();
    ReadReport report = new EventLogReader().read(log, sink(read), ReadProgress.NONE);
    Sums independent = fromTrees(log);

    assertThat(report.warnings()).isEmpty();
    assertThat(report.applicationEnded()).isTrue();
    assertThat(independent).isNotEmpty();
    assertThat(read).containsExactlyEntriesOf(independent);
  }

  private static EventSink sink(Sums sums) {
    return new EventSink() {
      @Override
      public void task(TaskMetrics event) {
        String stage = event.getStageId() + "." + event.getStageAttempt();
        sums.add(stage, "ended", 1);
        sums.add(
            stage,
            "duration",
            event.getFinishTime().toEpochMilli() - event.getLaunchTime().toEpochMilli());
        sums.add(stage, "succeeded", event.getEndReason() == TaskEndReason.SUCCESS ? 1 : 0);
        TaskMetricValues m = event.getMetrics();
        if (m == null) {
          return;
        }
        sums.add(stage, "deserialize", m.getExecutorDeserializeTimeMs());
        sums.add(stage, "deserializeCpu", m.getExecutorDeserializeCpuTimeNs());
        sums.add(stage, "run", m.getExecutorRunTimeMs());
        sums.add(stage, "cpu", m.getExecutorCpuTimeNs());
        sums.add(stage, "gc", m.getJvmGcTimeMs());
        sums.add(stage, "serialize", m.getResultSerializationTimeMs());
        sums.add(stage, "result", m.getResultSizeBytes());
        sums.add(stage, "peak", m.getPeakExecutionMemoryBytes());
        sums.add(stage, "memorySpill", m.getMemoryBytesSpilled());
        sums.add(stage, "diskSpill", m.getDiskBytesSpilled());
        sums.add(stage, "input", m.getInputBytes());
        sums.add(stage, "inputRecords", m.getInputRecords());
        sums.add(stage, "output", m.getOutputBytes());
        sums.add(stage, "outputRecords", m.getOutputRecords());
        sums.add(stage, "remoteRead", m.getShuffleRemoteBytesRead());
        sums.add(stage, "remoteReadToDisk", m.getShuffleRemoteBytesReadToDisk());
        sums.add(stage, "localRead", m.getShuffleLocalBytesRead());
        sums.add(stage, "readRecords", m.getShuffleRecordsRead());
        sums.add(stage, "remoteBlocks", m.getShuffleRemoteBlocksFetched());
        sums.add(stage, "localBlocks", m.getShuffleLocalBlocksFetched());
        sums.add(stage, "fetchWait", m.getShuffleFetchWaitTimeMs());
        sums.add(stage, "written", m.getShuffleBytesWritten());
        sums.add(stage, "writtenRecords", m.getShuffleRecordsWritten());
        sums.add(stage, "writeTime", m.getShuffleWriteTimeNs());
      }

      @Override
      public void executor(ExecutorMetrics event) {
        sums.merge(
            event.getStageId() + "." + event.getStageAttempt() + " heap peak",
            event.getJvmHeapMemoryBytes(),
            Math::max);
      }

      @Override
      public void lifecycle(LifecycleEvent event) {
        if (event.getKind() != LifecycleKind.AGENT_REPORT) {
          sums.add("application", event.getKind().name(), 1);
        }
      }
    };
  }

  private static final Map<String, LifecycleKind> KINDS =
      Map.ofEntries(
          Map.entry("SparkListenerApplicationStart", LifecycleKind.APPLICATION_STARTED),
          Map.entry("SparkListenerApplicationEnd", LifecycleKind.APPLICATION_ENDED),
          Map.entry("SparkListenerEnvironmentUpdate", LifecycleKind.ENVIRONMENT_UPDATED),
          Map.entry("SparkListenerResourceProfileAdded", LifecycleKind.RESOURCE_PROFILE_ADDED),
          Map.entry("SparkListenerExecutorAdded", LifecycleKind.EXECUTOR_ADDED),
          Map.entry("SparkListenerExecutorRemoved", LifecycleKind.EXECUTOR_REMOVED),
          Map.entry("SparkListenerBlockManagerAdded", LifecycleKind.BLOCK_MANAGER_ADDED),
          Map.entry("SparkListenerJobStart", LifecycleKind.JOB_STARTED),
          Map.entry("SparkListenerJobEnd", LifecycleKind.JOB_ENDED),
          Map.entry("SparkListenerStageSubmitted", LifecycleKind.STAGE_SUBMITTED),
          Map.entry("SparkListenerStageCompleted", LifecycleKind.STAGE_COMPLETED),
          Map.entry("SparkListenerUnpersistRDD", LifecycleKind.RDD_UNPERSISTED),
          Map.entry("SparkListenerSQLExecutionStart", LifecycleKind.SQL_EXECUTION_STARTED),
          Map.entry("SparkListenerSQLExecutionEnd", LifecycleKind.SQL_EXECUTION_ENDED),
          Map.entry("SparkListenerSQLAdaptiveExecutionUpdate", LifecycleKind.SQL_PLAN_CHANGED),
          Map.entry("SparkListenerDriverAccumUpdates", LifecycleKind.DRIVER_ACCUMULATORS),
          Map.entry(
              "StreamingQueryListener$QueryStartedEvent", LifecycleKind.STREAMING_QUERY_STARTED),
          Map.entry("StreamingQueryListener$QueryProgressEvent", LifecycleKind.STREAMING_PROGRESS),
          Map.entry(
              "StreamingQueryListener$QueryTerminatedEvent",
              LifecycleKind.STREAMING_QUERY_TERMINATED));

  private static Sums fromTrees(EventLog log) throws IOException {
    Sums sums = new Sums();
    // As in Spark, peaks of a task that ends after its stage (killed with it) do not count for the
    // stage.
    Set<String> completed = new HashSet<>();
    boolean ended = false;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(log.open(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank()) {
          continue;
        }
        JsonNode event = TREES.readTree(line);
        String name = event.get("Event").asText();
        name = name.substring(name.lastIndexOf('.') + 1);
        if (ended && !name.equals("SparkListenerStageExecutorMetrics")) {
          // What Spark still writes of jobs and stages that the end cut off.
          continue;
        }
        ended |= name.equals("SparkListenerApplicationEnd");
        if (KINDS.containsKey(name)) {
          sums.add("application", KINDS.get(name).name(), 1);
          if (name.equals("SparkListenerStageCompleted")) {
            completed.add(stage(event.get("Stage Info")));
          }
        } else if (name.equals("SparkListenerBlockUpdated")
            && event.at("/Block Updated Info/Block ID").asText().matches("rdd_\\d+_\\d+")) {
          sums.add("application", LifecycleKind.BLOCK_UPDATED.name(), 1);
        } else if (name.equals("SparkListenerStageExecutorMetrics")) {
          heap(sums, event, "/Executor Metrics/JVMHeapMemory");
        } else if (name.equals("SparkListenerTaskEnd")) {
          if (!completed.contains(stage(event))) {
            heap(sums, event, "/Task Executor Metrics/JVMHeapMemory");
          }
          task(sums, event);
        }
      }
    }
    return sums;
  }

  private static void heap(Sums sums, JsonNode event, String path) {
    long value = event.at(path).asLong();
    if (value > 0) {
      sums.merge(stage(event) + " heap peak", value, Math::max);
    }
  }

  private static String stage(JsonNode event) {
    return event.get("Stage ID").asInt() + "." + event.get("Stage Attempt ID").asInt();
  }

  private static void task(Sums sums, JsonNode event) {
    String stage = stage(event);
    sums.add(stage, "ended", 1);
    sums.add(
        stage,
        "duration",
        event.at("/Task Info/Finish Time").asLong() - event.at("/Task Info/Launch Time").asLong());
    sums.add(
        stage, "succeeded", event.at("/Task End Reason/Reason").asText().equals("Success") ? 1 : 0);
    JsonNode m = event.get("Task Metrics");
    if (m == null || m.isNull()) {
      return;
    }
    Map.ofEntries(
            Map.entry("deserialize", "/Executor Deserialize Time"),
            Map.entry("deserializeCpu", "/Executor Deserialize CPU Time"),
            Map.entry("run", "/Executor Run Time"),
            Map.entry("cpu", "/Executor CPU Time"),
            Map.entry("gc", "/JVM GC Time"),
            Map.entry("serialize", "/Result Serialization Time"),
            Map.entry("result", "/Result Size"),
            Map.entry("peak", "/Peak Execution Memory"),
            Map.entry("memorySpill", "/Memory Bytes Spilled"),
            Map.entry("diskSpill", "/Disk Bytes Spilled"),
            Map.entry("input", "/Input Metrics/Bytes Read"),
            Map.entry("inputRecords", "/Input Metrics/Records Read"),
            Map.entry("output", "/Output Metrics/Bytes Written"),
            Map.entry("outputRecords", "/Output Metrics/Records Written"),
            Map.entry("remoteRead", "/Shuffle Read Metrics/Remote Bytes Read"),
            Map.entry("remoteReadToDisk", "/Shuffle Read Metrics/Remote Bytes Read To Disk"),
            Map.entry("localRead", "/Shuffle Read Metrics/Local Bytes Read"),
            Map.entry("readRecords", "/Shuffle Read Metrics/Total Records Read"),
            Map.entry("remoteBlocks", "/Shuffle Read Metrics/Remote Blocks Fetched"),
            Map.entry("localBlocks", "/Shuffle Read Metrics/Local Blocks Fetched"),
            Map.entry("fetchWait", "/Shuffle Read Metrics/Fetch Wait Time"),
            Map.entry("written", "/Shuffle Write Metrics/Shuffle Bytes Written"),
            Map.entry("writtenRecords", "/Shuffle Write Metrics/Shuffle Records Written"),
            Map.entry("writeTime", "/Shuffle Write Metrics/Shuffle Write Time"))
        .forEach((name, path) -> sums.add(stage, name, m.at(path).asLong()));
  }
}
