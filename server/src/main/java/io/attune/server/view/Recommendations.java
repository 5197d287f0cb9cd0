package io.attune.server.view;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The recommendations that are published now, of every workload. */
public interface Recommendations {
  /**
   * A change.
   *
   * @param key record key
   * @param published what is published now; empty when it was withdrawn
   */
  record Update(String key, Optional<Published> published) {}

  /** What is published now, ordered by key. */
  List<Published> current();

  /** Whether all that was published before the start has been read once. */
  boolean isCaughtUp();

  /** Why nothing can be read at the moment, one sentence; empty while all is well. */
  Optional<String> failure();

  /**
   * Subscribes to changes from now on.
   *
   * @param listener runs on the reading thread and must not block
   * @return ends the subscription
   */
  Runnable listen(Consumer<Update> listener);
}
