package io.attune.server.testing;

import io.attune.schemas.Recommendation;
import io.attune.server.view.Published;
import io.attune.server.view.Recommendations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Recommendations that a test publishes and withdraws. */
public final class FakeRecommendations implements Recommendations {
  private final Map<String, Published> rows = new ConcurrentSkipListMap<>();
  private final List<Consumer<Update>> listeners = new CopyOnWriteArrayList<>();
  public volatile boolean caughtUp = true;
  public volatile String failure;

  /** Publishes under the key that the topology would use. */
  public Published publish(Recommendation recommendation) {
    String of =
        recommendation.getProperty() == null
            ? recommendation.getRuleId()
            : recommendation.getProperty();
    Published published = new Published(recommendation.getWorkload() + "/" + of, recommendation);
    rows.put(published.key(), published);
    tell(new Update(published.key(), Optional.of(published)));
    return published;
  }

  public void withdraw(String key) {
    rows.remove(key);
    tell(new Update(key, Optional.empty()));
  }

  private void tell(Update change) {
    listeners.forEach(listener -> listener.accept(change));
  }

  @Override
  public List<Published> current() {
    return List.copyOf(rows.values());
  }

  @Override
  public boolean isCaughtUp() {
    return caughtUp;
  }

  @Override
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public Runnable listen(Consumer<Update> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
