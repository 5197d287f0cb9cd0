package io.attune.events;

import io.attune.schemas.ApplicationEnded;
import io.attune.schemas.ApplicationStarted;
import io.attune.schemas.EnvironmentUpdated;
import io.attune.schemas.ResourceProfileAdded;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Reads events about the application as a whole: start, end, configuration, resource profiles. */
final class ApplicationReader {

  /** Maximum length of a property's value; longer ones are truncated. */
  static final int MAX_PROPERTY = 4_096;

  private static final long MIB = 1L << 20;

  private ApplicationReader() {}

  /** An application start with the application id, which the payload has no field for. */
  static final class Start {
    final ApplicationStarted payload = new ApplicationStarted();
    String applicationId;
  }

  static Start start(JsonCursor p, Redaction redaction) {
    Start start = new Start();
    ApplicationStarted payload = start.payload;
    payload.setApplicationName("");
    payload.setStartTime(Instant.EPOCH);
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "App Name":
          payload.setApplicationName(Json.orEmpty(redaction.text(Json.text(p), 1_024)));
          break;
        case "App ID":
          String id = Json.text(p);
          start.applicationId = id == null || id.isEmpty() ? null : id;
          break;
        case "App Attempt ID":
          payload.setApplicationAttemptId(Json.text(p));
          break;
        case "Timestamp":
          payload.setStartTime(Instant.ofEpochMilli(Json.longValue(p)));
          break;
        case "User":
          payload.setSparkUser(Json.text(p));
          break;
        default:
          p.skip();
      }
    }
    return start;
  }

  static ApplicationEnded end(JsonCursor p) {
    ApplicationEnded payload = new ApplicationEnded();
    payload.setEndTime(Instant.EPOCH);
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Timestamp":
          payload.setEndTime(Instant.ofEpochMilli(Json.longValue(p)));
          break;
        case "ExitCode":
          Long code = Json.wholeNumber(p);
          payload.setExitCode(code == null ? null : (Integer) code.intValue());
          break;
        default:
          p.skip();
      }
    }
    return payload;
  }

  /** The first line of a log; what it lacks is null. */
  static final class LogStart {
    String sparkVersion;
    Instant time;
  }

  static LogStart logStart(JsonCursor p) {
    LogStart start = new LogStart();
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals("Spark Version")) {
        start.sparkVersion = Json.text(p);
      } else if (name.equals("Timestamp")) {
        start.time = Json.time(p);
      } else {
        p.skip();
      }
    }
    return start;
  }

  /** The configuration as Spark wrote it: not redacted, and without the run context. */
  static EnvironmentUpdated environment(JsonCursor p) {
    EnvironmentUpdated payload = new EnvironmentUpdated();
    payload.setSparkProperties(new TreeMap<>());
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "JVM Information":
          Map<String, String> jvm = Json.texts(p, (key, value) -> Redaction.cut(value, 256));
          payload.setJavaVersion(jvm.get("Java Version"));
          payload.setScalaVersion(withoutPrefix(jvm.get("Scala Version")));
          break;
        case "Spark Properties":
          payload.setSparkProperties(Json.texts(p, (key, value) -> value));
          break;
        case "System Properties":
          Map<String, String> system = Json.texts(p, (key, value) -> value);
          payload.setContext(Platforms.ofWorkingDirectory(system.get("user.dir")));
          break;
        default:
          p.skip();
      }
    }
    return payload;
  }

  private static String withoutPrefix(String scalaVersion) {
    String prefix = "version ";
    return scalaVersion != null && scalaVersion.startsWith(prefix)
        ? scalaVersion.substring(prefix.length())
        : scalaVersion;
  }

  static ResourceProfileAdded resourceProfile(JsonCursor p) {
    ResourceProfileAdded payload = new ResourceProfileAdded();
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Resource Profile Id":
          payload.setResourceProfileId(Json.intValue(p, 0));
          break;
        case "Executor Resource Requests":
          executorRequests(p, payload);
          break;
        case "Task Resource Requests":
          taskRequests(p, payload);
          break;
        default:
          p.skip();
      }
    }
    return payload;
  }

  /** Reads executor resources; Spark writes memory in MiB. */
  private static void executorRequests(JsonCursor p, ResourceProfileAdded payload) {
    if (!Json.isObject(p)) {
      return;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      Double amount = amount(p);
      if (amount == null) {
        continue;
      }
      long whole = amount.longValue();
      switch (name) {
        case "cores":
          payload.setExecutorCores((int) whole);
          break;
        case "memory":
          payload.setExecutorMemoryBytes(whole * MIB);
          break;
        case "memoryOverhead":
          payload.setExecutorMemoryOverheadBytes(whole * MIB);
          break;
        case "offHeap":
          payload.setExecutorOffHeapMemoryBytes(whole * MIB);
          break;
        case "pyspark.memory":
          payload.setExecutorPysparkMemoryBytes(whole * MIB);
          break;
        default:
          // The record has no field for custom resources such as GPUs.
      }
    }
  }

  private static void taskRequests(JsonCursor p, ResourceProfileAdded payload) {
    if (!Json.isObject(p)) {
      return;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      Double amount = amount(p);
      if (name.equals("cpus")) {
        payload.setTaskCpus(amount);
      }
    }
  }

  private static Double amount(JsonCursor p) {
    Double amount = null;
    if (!Json.isObject(p)) {
      return null;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals("Amount") && p.kind() == JsonCursor.Kind.NUMBER) {
        amount = p.doubleNumber();
      } else {
        p.skip();
      }
    }
    return amount;
  }
}
