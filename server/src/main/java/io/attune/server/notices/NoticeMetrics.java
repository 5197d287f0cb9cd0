package io.attune.server.notices;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What is counted about notices: by webhook, of which there are as many as are configured. */
final class NoticeMetrics {
  private final MeterRegistry registry;

  NoticeMetrics(MeterRegistry registry) {
    this.registry = requireNonNull(registry, "registry is null");
  }

  /** From the start, so that a rate can be seen before the first failure. */
  void register(Webhook webhook) {
    sent(webhook, 0);
    dropped(webhook, 0);
    counter("attune.notices.failed.attempts", "Posts that did not arrive", webhook);
  }

  void sent(Webhook webhook, int notices) {
    counter("attune.notices.sent", "Notices that arrived", webhook).increment(notices);
  }

  void dropped(Webhook webhook, int notices) {
    counter("attune.notices.dropped", "Notices that were given up", webhook).increment(notices);
  }

  void failedAttempt(Webhook webhook) {
    counter("attune.notices.failed.attempts", "Posts that did not arrive", webhook).increment();
  }

  private Counter counter(String name, String description, Webhook webhook) {
    return Counter.builder(name)
        .description(description)
        .tag("webhook", webhook.name())
        .register(registry);
  }
}
