package io.attune.server.notices;

import static java.util.Objects.requireNonNull;

import io.attune.streams.errors.DistinctErrors;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Posts notices to one webhook, on a thread of its own, so that one that does not answer holds up
 * no other. What does not arrive is tried again, after waits that double, and in the end given up,
 * counted and logged. What comes faster than the webhook's rate shares a message.
 */
final class WebhookSender implements AutoCloseable {
  /** Notices of one message. */
  static final int MOST_OF_ONE_MESSAGE = 20;

  /** Notices that wait; what comes on top is dropped and counted. */
  static final int MOST_WAITING = 1_000;

  /** How a post is tried. */
  record Retries(int attempts, Duration first, Duration most, Duration answer) {
    /** About ten minutes in all. */
    static final Retries STANDARD =
        new Retries(8, Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofSeconds(10));

    /** The wait after an attempt, from 1. */
    Duration after(int attempt) {
      Duration wait = first.multipliedBy(1L << Math.min(20, attempt - 1));
      return wait.compareTo(most) < 0 ? wait : most;
    }
  }

  private final Webhook webhook;
  private final HttpClient client;
  private final Retries retries;
  private final InstantSource clock;
  private final NoticeMetrics metrics;
  private final DistinctErrors errors;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Notice> waiting = new ArrayDeque<>();
  private final Thread thread;
  private int inHand;
  private boolean closed;

  WebhookSender(
      Webhook webhook,
      HttpClient client,
      Retries retries,
      InstantSource clock,
      NoticeMetrics metrics,
      DistinctErrors errors) {
    this.webhook = requireNonNull(webhook, "webhook is null");
    this.client = requireNonNull(client, "client is null");
    this.retries = requireNonNull(retries, "retries is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.errors = requireNonNull(errors, "errors is null");
    this.thread = new Thread(this::run, "attune-notices-" + webhook.name());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  Webhook webhook() {
    return webhook;
  }

  /** Takes a notice; does not wait. */
  void offer(Notice notice) {
    lock.lock();
    try {
      if (waiting.size() >= MOST_WAITING) {
        metrics.dropped(webhook, 1);
        errors.note(webhook.name(), "Notices for " + webhook + " are dropped: too many wait.");
        return;
      }
      waiting.add(notice);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Notices that have neither arrived nor been given up. */
  int pending() {
    lock.lock();
    try {
      return waiting.size() + inHand;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        List<Notice> message = take();
        if (message.isEmpty()) {
          return;
        }
        deliver(message);
        pause(Duration.ofMinutes(1).dividedBy(webhook.messagesPerMinute()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What waits, for one message; empty when this was closed. */
  private List<Notice> take() throws InterruptedException {
    lock.lock();
    try {
      inHand = 0;
      while (waiting.isEmpty() && !closed) {
        changed.await();
      }
      List<Notice> message = new ArrayList<>();
      while (!closed && !waiting.isEmpty() && message.size() < MOST_OF_ONE_MESSAGE) {
        message.add(waiting.remove());
      }
      inHand = message.size();
      return message;
    } finally {
      lock.unlock();
    }
  }

  private void deliver(List<Notice> message) throws InterruptedException {
    String body = webhook.shape().body(message).toString();
    for (int attempt = 1; attempt <= retries.attempts() && !isClosed(); attempt++) {
      Post result = Post.of(client, request(body, message));
      if (result.arrived()) {
        metrics.sent(webhook, message.size());
        settled();
        return;
      }
      metrics.failedAttempt(webhook);
      boolean last = attempt == retries.attempts() || !result.worthTrying();
      errors.note(
          webhook.name() + "/" + result.what() + "/" + last,
          "Notices for "
              + webhook
              + ": "
              + result.what()
              + (last ? "; given up." : "; tried again."));
      if (last) {
        metrics.dropped(webhook, message.size());
        settled();
        return;
      }
      pause(longer(retries.after(attempt), result.retryAfter()));
    }
  }

  private Duration longer(Duration ours, Duration theirs) {
    Duration bounded = theirs.compareTo(retries.most()) < 0 ? theirs : retries.most();
    return ours.compareTo(bounded) >= 0 ? ours : bounded;
  }

  private HttpRequest request(String body, List<Notice> message) {
    Instant now = clock.instant();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(webhook.url())
            .timeout(retries.answer())
            .header("Content-Type", "application/json")
            .header("User-Agent", "attune")
            .header("Idempotency-Key", id(message))
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    webhook
        .secret()
        .ifPresent(secret -> request.header(Signature.HEADER, Signature.of(secret, now, body)));
    return request.build();
  }

  private static String id(List<Notice> message) {
    StringBuilder ids = new StringBuilder();
    message.forEach(notice -> ids.append(notice.id()));
    return message.size() == 1 ? message.get(0).id() : Notice.id(ids.toString());
  }

  private void settled() {
    lock.lock();
    try {
      inHand = 0;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits, or returns at once when this is closed. */
  private void pause(Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long nanos = wait.toNanos();
      while (nanos > 0 && !closed) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** What has not arrived is not given up: it is read from the topic again after the next start. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }

  /** What came of one post. */
  record Post(boolean arrived, boolean worthTrying, String what, Duration retryAfter) {
    private static final int TOO_MANY = 429;
    private static final int TIMED_OUT = 408;

    static Post of(HttpClient client, HttpRequest request) throws InterruptedException {
      try {
        // The answer's text is of no use, and could be of any length.
        HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
        int status = answer.statusCode();
        boolean again = status >= 500 || status == TOO_MANY || status == TIMED_OUT;
        long seconds =
            answer
                .headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(Long::parseLong)
                .orElse(0L);
        return new Post(
            status >= 200 && status < 300,
            again,
            "it answered with status " + status,
            Duration.ofSeconds(seconds));
      } catch (java.io.IOException e) {
        // Its message can hold the address, which is a secret.
        return new Post(
            false, true, "it did not answer (" + e.getClass().getSimpleName() + ")", Duration.ZERO);
      }
    }
  }
}
