package io.attune.server.view;

import io.attune.schemas.Recommendation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The newest record of each key; written by one thread, read by any. */
final class PublishedTable implements TopicReader.Sink<Recommendation> {
  private final Map<String, Published> rows = new ConcurrentSkipListMap<>();
  private final List<Consumer<Recommendations.Update>> listeners = new CopyOnWriteArrayList<>();

  /** Keys that were read since the topic was last begun; null once its end was reached. */
  private Set<String> read = new HashSet<>();

  List<Published> rows() {
    return List.copyOf(rows.values());
  }

  Runnable listen(Consumer<Recommendations.Update> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** The topic is read from its beginning, for the first time or again. */
  @Override
  public void begin() {
    read = new HashSet<>();
  }

  /**
   * All that was on the topic has been read. What is here but was not there has been withdrawn so
   * long ago that even its tombstone is gone.
   */
  @Override
  public void reachEnd() {
    if (read != null) {
      Set<String> there = read;
      read = null;
      rows.keySet().stream().filter(key -> !there.contains(key)).forEach(key -> put(key, null));
    }
  }

  /** A record was read; null for a tombstone. */
  @Override
  public void put(String key, Recommendation recommendation) {
    if (read != null) {
      read.add(key);
    }
    Published now = recommendation == null ? null : new Published(key, recommendation);
    Published before = now == null ? rows.remove(key) : rows.put(key, now);
    if (now == null ? before != null : !now.equals(before)) {
      Recommendations.Update change = new Recommendations.Update(key, Optional.ofNullable(now));
      listeners.forEach(listener -> listener.accept(change));
    }
  }

  /** The record of this key cannot be read; what was known stays. */
  @Override
  public void keep(String key) {
    if (read != null) {
      read.add(key);
    }
  }
}
