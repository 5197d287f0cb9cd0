package io.attune.events;

import io.attune.schemas.StreamingProgress;
import io.attune.schemas.StreamingQueryStarted;
import io.attune.schemas.StreamingQueryTerminated;
import io.attune.schemas.StreamingStateOperator;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/** Reads the events of Structured Streaming's {@code StreamingQueryListener}. */
final class StreamingReader {

  static final int MAX_TEXT = 256;
  private static final int MAX_PARTS = 16;
  private static final int MAX_PHASES = 32;
  private static final int MAX_METRICS = 64;
  private static final int MAX_NAME = 64;

  private StreamingReader() {}

  static StreamingQueryStarted started(JsonCursor p, Redaction redaction) {
    StreamingQueryStarted payload = new StreamingQueryStarted();
    payload.setStartTime(Instant.EPOCH);
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "id":
          payload.setQueryId(id(p));
          break;
        case "runId":
          payload.setRunId(id(p));
          break;
        case "name":
          payload.setName(redaction.text(Json.text(p), MAX_TEXT));
          break;
        case "timestamp":
          Instant time = time(p);
          payload.setStartTime(time == null ? Instant.EPOCH : time);
          break;
        default:
          p.skip();
      }
    }
    require(payload.getQueryId(), "QueryStartedEvent");
    payload.setRunId(Json.orEmpty(payload.getRunId()));
    return payload;
  }

  static StreamingQueryTerminated terminated(JsonCursor p, Redaction redaction) {
    StreamingQueryTerminated payload = new StreamingQueryTerminated();
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "id":
          payload.setQueryId(id(p));
          break;
        case "runId":
          payload.setRunId(id(p));
          break;
        case "exception":
          String error = ErrorText.condensed(Json.text(p), redaction, true, EndReasons.MAX_MESSAGE);
          payload.setError(error == null || error.isEmpty() ? null : error);
          break;
        default:
          p.skip();
      }
    }
    require(payload.getQueryId(), "QueryTerminatedEvent");
    payload.setRunId(Json.orEmpty(payload.getRunId()));
    return payload;
  }

  /** Reads the event's only field, {@code progress}. */
  static StreamingProgress progress(JsonCursor p, Redaction redaction) {
    StreamingProgress payload = null;
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals("progress") && Json.isObject(p)) {
        payload = fields(p, redaction);
      } else if (!name.equals("progress")) {
        p.skip();
      }
    }
    require(payload == null ? null : payload.getQueryId(), "QueryProgressEvent");
    return payload;
  }

  private static StreamingProgress fields(JsonCursor p, Redaction redaction) {
    StreamingProgress payload = new StreamingProgress();
    payload.setRunId("");
    payload.setTriggerTime(Instant.EPOCH);
    payload.setDurationsMs(new TreeMap<>());
    payload.setStateOperators(new ArrayList<>());
    payload.setSources(new ArrayList<>());
    payload.setSinkDescription("");
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      field(name, p, payload, redaction);
    }
    payload.setInputRows(
        payload.getSources().stream().mapToLong(source -> source.getInputRows()).sum());
    return payload;
  }

  private static void field(
      String name, JsonCursor p, StreamingProgress payload, Redaction redaction) {
    switch (name) {
      case "id":
        payload.setQueryId(id(p));
        break;
      case "runId":
        payload.setRunId(Json.orEmpty(id(p)));
        break;
      case "name":
        payload.setName(redaction.text(Json.text(p), MAX_TEXT));
        break;
      case "batchId":
        payload.setBatchId(Json.longValue(p, -1));
        break;
      case "timestamp":
        Instant time = time(p);
        payload.setTriggerTime(time == null ? Instant.EPOCH : time);
        break;
      case "durationMs":
        payload.setDurationsMs(numbers(p, MAX_PHASES));
        break;
      case "eventTime":
        eventTime(p, payload);
        break;
      case "stateOperators":
        for (boolean more = Json.isArray(p) && p.nextElement(); more; more = p.nextElement()) {
          StreamingStateOperator operator = operator(p, redaction);
          if (operator != null && payload.getStateOperators().size() < MAX_PARTS) {
            payload.getStateOperators().add(operator);
          }
        }
        break;
      case "sources":
        StreamingSourceReader.read(p, payload.getSources(), MAX_PARTS, redaction);
        break;
      case "sink":
        sink(p, payload, redaction);
        break;
      default:
        p.skip();
    }
  }

  private static void eventTime(JsonCursor p, StreamingProgress payload) {
    if (!Json.isObject(p)) {
      return;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals("watermark")) {
        payload.setWatermarkTime(time(p));
      } else if (name.equals("max")) {
        payload.setMaxEventTime(time(p));
      } else {
        p.skip();
      }
    }
  }

  private static void sink(JsonCursor p, StreamingProgress payload, Redaction redaction) {
    if (!Json.isObject(p)) {
      return;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals("description")) {
        payload.setSinkDescription(description(p, redaction));
      } else if (name.equals("numOutputRows")) {
        payload.setOutputRows(known(p));
      } else {
        p.skip();
      }
    }
  }

  private static StreamingStateOperator operator(JsonCursor p, Redaction redaction) {
    if (!Json.isObject(p)) {
      return null;
    }
    StreamingStateOperator operator = new StreamingStateOperator();
    operator.setOperatorName("");
    operator.setCustomMetrics(new TreeMap<>());
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "operatorName":
          operator.setOperatorName(Json.orEmpty(redaction.text(Json.text(p), MAX_NAME)));
          break;
        case "numRowsTotal":
          operator.setRowsTotal(Json.longValue(p));
          break;
        case "numRowsUpdated":
          operator.setRowsUpdated(Json.longValue(p));
          break;
        case "numRowsRemoved":
          operator.setRowsRemoved(known(p));
          break;
        case "numRowsDroppedByWatermark":
          operator.setRowsDroppedByWatermark(known(p));
          break;
        case "memoryUsedBytes":
          operator.setMemoryBytes(Json.longValue(p));
          break;
        case "commitTimeMs":
          operator.setCommitTimeMs(known(p));
          break;
        case "numShufflePartitions":
          operator.setPartitions(known(p));
          break;
        case "numStateStoreInstances":
          operator.setStoreInstances(known(p));
          break;
        case "customMetrics":
          operator.setCustomMetrics(numbers(p, MAX_METRICS));
          break;
        default:
          p.skip();
      }
    }
    return operator;
  }

  /** Null where Spark writes a negative number, which stands for none. */
  static Long known(JsonCursor p) {
    long value = Json.longValue(p, -1);
    return value < 0 ? null : (Long) value;
  }

  static String description(JsonCursor p, Redaction redaction) {
    return Json.orEmpty(redaction.text(Json.text(p), MAX_TEXT));
  }

  /** Whole numbers by name, ordered, the first by name where there are more than wanted. */
  private static Map<String, Long> numbers(JsonCursor p, int most) {
    TreeMap<String, Long> result = new TreeMap<>();
    if (!Json.isObject(p)) {
      return result;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      Long value = Json.wholeNumber(p);
      if (value != null && name.length() <= MAX_NAME) {
        result.put(name, value);
        if (result.size() > most) {
          result.pollLastEntry();
        }
      }
    }
    return result;
  }

  private static String id(JsonCursor p) {
    return Redaction.cut(Json.text(p), MAX_NAME);
  }

  /** A time as Spark writes it here, in ISO 8601; null for the epoch, which stands for none. */
  private static Instant time(JsonCursor p) {
    String text = Json.text(p);
    if (text == null) {
      return null;
    }
    try {
      Instant time = Instant.parse(text);
      return LifecycleReader.known(time);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static void require(String queryId, String event) {
    if (queryId == null) {
      throw new MalformedEventException(event + " has no field \"id\"");
    }
  }
}
