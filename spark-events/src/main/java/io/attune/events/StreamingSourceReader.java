package io.attune.events;

import io.attune.schemas.StreamingSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what the sources of a streaming query say of a batch. Offsets are of each source's own
 * form; of Kafka's, {@code {"topic":{"0":17}}}, the distance from where the batch ended to the
 * latest is the backlog. Other sources tell theirs by metrics, or not at all.
 */
final class StreamingSourceReader {

  /** Offsets read of one source; Kafka topics with more partitions have no backlog here. */
  private static final int MAX_OFFSETS = 100_000;

  private final Redaction redaction;
  private Map<String, Long> end;
  private Map<String, Long> latest;

  private StreamingSourceReader(Redaction redaction) {
    this.redaction = redaction;
  }

  static void read(JsonCursor p, List<StreamingSource> target, int most, Redaction redaction) {
    if (!Json.isArray(p)) {
      return;
    }
    while (p.nextElement()) {
      StreamingSource source = new StreamingSourceReader(redaction).source(p);
      if (source != null && target.size() < most) {
        target.add(source);
      }
    }
  }

  private StreamingSource source(JsonCursor p) {
    if (!Json.isObject(p)) {
      return null;
    }
    StreamingSource source = new StreamingSource();
    source.setDescription("");
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "description":
          source.setDescription(StreamingReader.description(p, redaction));
          break;
        case "numInputRows":
          source.setInputRows(Json.longValue(p));
          break;
        case "endOffset":
          end = offsets(p);
          break;
        case "latestOffset":
          latest = offsets(p);
          break;
        case "metrics":
          metrics(p, source);
          break;
        default:
          p.skip();
      }
    }
    if (end != null) {
      source.setPartitions((long) end.size());
    }
    if (end != null && latest != null) {
      source.setBacklogRows(distance());
    }
    return source;
  }

  private long distance() {
    long sum = 0;
    for (Map.Entry<String, Long> offset : latest.entrySet()) {
      // A partition that the batch did not know yet has its rows to come.
      sum += Math.max(0, offset.getValue() - end.getOrDefault(offset.getKey(), 0L));
    }
    return sum;
  }

  /** What Delta's source and Databricks' Auto Loader tell. */
  private static void metrics(JsonCursor p, StreamingSource source) {
    if (!Json.isObject(p)) {
      return;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals("numBytesOutstanding")) {
        source.setBacklogBytes(StreamingReader.known(p));
      } else if (name.equals("numFilesOutstanding")) {
        source.setBacklogFiles(StreamingReader.known(p));
      } else {
        p.skip();
      }
    }
  }

  /** Offsets by topic and partition, written as JSON or as JSON in a string; null for others. */
  private static Map<String, Long> offsets(JsonCursor p) {
    if (p.kind() == JsonCursor.Kind.STRING) {
      String text = p.text();
      if (!text.startsWith("{")) {
        return null;
      }
      try {
        return topics(p.nested(text));
      } catch (MalformedEventException e) {
        return null;
      }
    }
    return topics(p);
  }

  private static Map<String, Long> topics(JsonCursor p) {
    if (!Json.isObject(p)) {
      return null;
    }
    Map<String, Long> result = new HashMap<>();
    boolean kafka = true;
    for (String topic = p.nextField(); topic != null; topic = p.nextField()) {
      if (p.kind() != JsonCursor.Kind.OBJECT) {
        kafka = false;
        p.skip();
        continue;
      }
      p.enterObject();
      for (String part = p.nextField(); part != null; part = p.nextField()) {
        Long offset = Json.wholeNumber(p);
        kafka &= offset != null && JsonNumbers.whole(part) != null && result.size() < MAX_OFFSETS;
        if (kafka) {
          result.put(topic + '/' + part, offset);
        }
      }
    }
    return kafka && !result.isEmpty() ? result : null;
  }
}
