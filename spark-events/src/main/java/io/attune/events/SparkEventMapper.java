package io.attune.events;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns Spark's event JSON into Attune's records. Not thread-safe: one mapper serves one
 * application from one thread.
 */
public final class SparkEventMapper {

  private final EventSink sink;
  private final MapperOptions options;
  private final StageExecutorPeaks peaks = new StageExecutorPeaks();
  private final Map<String, Long> ignored = new TreeMap<>();

  /**
   * Makes a mapper for one application.
   *
   * @param sink takes the records
   * @param options how to work
   */
  public SparkEventMapper(EventSink sink, MapperOptions options) {
    this.sink = requireNonNull(sink, "sink is null");
    this.options = requireNonNull(options, "options is null");
  }

  /** Maps one event. */
  public void accept(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    accept(bytes, 0, bytes.length);
  }

  /** Maps one event. */
  public void accept(byte[] json, int offset, int length) {
    requireNonNull(sink);
    requireNonNull(options);
  }

  /** Releases what is held back and what was gathered; to be called when the log is over. */
  public void finish() {}

  /** Peaks gathered for running stages; the live side adds heartbeats and task ends to it. */
  public StageExecutorPeaks peaks() {
    return peaks;
  }

  /** Events of unknown kinds, by name. */
  public Map<String, Long> ignored() {
    return ignored;
  }
}
