package io.attune.advisor.application;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.LifecycleEvent;
import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;

/** The streaming queries of an application; of more than are kept, those with the lowest ids. */
final class StreamingQueries {
  private static final int LIMIT = 32;
  private static final int ID_LIMIT = 64;

  private final TreeMap<String, StreamingQueryState> byId = new TreeMap<>();

  void apply(LifecycleEvent event) {
    if (event.getStreamingQueryStarted() != null) {
      query(event.getStreamingQueryStarted().getQueryId()).apply(event.getStreamingQueryStarted());
    }
    if (event.getStreamingProgress() != null) {
      query(event.getStreamingProgress().getQueryId()).apply(event.getStreamingProgress());
    }
    if (event.getStreamingQueryTerminated() != null) {
      query(event.getStreamingQueryTerminated().getQueryId())
          .apply(event.getStreamingQueryTerminated());
    }
  }

  private StreamingQueryState query(String queryId) {
    String id = Facts.cut(queryId, ID_LIMIT);
    StreamingQueryState query = byId.get(id);
    if (query == null) {
      query = new StreamingQueryState(id);
      put(query);
    }
    return query;
  }

  private void put(StreamingQueryState query) {
    byId.put(query.queryId(), query);
    if (byId.size() > LIMIT) {
      byId.pollLastEntry();
    }
  }

  Collection<StreamingQueryState> all() {
    return Collections.unmodifiableCollection(byId.values());
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  void write(StateWriter out) {
    out.writeUnsigned(byId.size());
    byId.values().forEach(query -> query.write(out));
  }

  void readInto(StateReader in) {
    for (int left = in.readLength(); left > 0; left--) {
      put(StreamingQueryState.read(in));
    }
  }
}
