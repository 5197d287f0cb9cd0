package io.attune.eventlog.testing;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Creates the lines of a small event log. */
public final class SmallLog {

  public static final String ID = "app-20260102030405-0001";

  private SmallLog() {}

  public static String start() {
    return """
        {"Event":"SparkListenerLogStart","Spark Version":"3.5.9"}
        {"Event":"SparkListenerEnvironmentUpdate","Spark Properties":{"spark.app.name":"small"}}
        {"Event":"SparkListenerApplicationStart","App Name":"small","App ID":"%s","Timestamp":1000,"User":"u"}
        """
        .formatted(ID);
  }

  /** Task ends with ids from 0; a task has as many input bytes as its id. */
  public static String tasks(int count) {
    return tasks(0, count);
  }

  public static String tasks(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            id ->
                """
                {"Event":"SparkListenerTaskEnd","Stage ID":0,"Stage Attempt ID":0,"Task Type":"ResultTask",\
                "Task End Reason":{"Reason":"Success"},"Task Info":{"Task ID":%d,"Index":%d,"Attempt":0,\
                "Launch Time":%d,"Executor ID":"1","Host":"h","Locality":"ANY","Speculative":false,\
                "Getting Result Time":0,"Finish Time":%d},"Task Metrics":{"Executor Run Time":5,\
                "Input Metrics":{"Bytes Read":%d,"Records Read":1}}}
                """
                    .formatted(id, id, 1_000 + id, 2_000 + id, id))
        .collect(Collectors.joining());
  }

  public static String end() {
    return "{\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":9000}\n";
  }

  public static String whole(int tasks) {
    return start() + tasks(tasks) + end();
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
