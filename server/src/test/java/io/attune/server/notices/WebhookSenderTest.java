package io.attune.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.Severity;
import io.attune.streams.errors.DistinctErrors;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WebhookSenderTest {
  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
  private static final WebhookSender.Retries QUICK =
      new WebhookSender.Retries(
          4, Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofSeconds(20));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private WebhookReceiver receiver;
  private WebhookSender sender;

  @BeforeEach
  void open() throws Exception {
    receiver = new WebhookReceiver();
  }

  @AfterEach
  void close() {
    sender.close();
    receiver.close();
  }

  private void sending(Optional<String> secret) {
    Webhook webhook =
        new Webhook(
            "team",
            receiver.url(),
            MessageShape.JSON,
            secret,
            EnumSet.allOf(Notice.Kind.class),
            Severity.HIGH,
            OptionalDouble.empty(),
            60_000);
    sender =
        new WebhookSender(
            webhook,
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build(),
            QUICK,
            () -> NOW,
            new NoticeMetrics(registry),
            new DistinctErrors(
                LoggerFactory.getLogger(WebhookSenderTest.class),
                () -> NOW,
                Duration.ofMinutes(1)));
  }

  private static Notice notice(String title) {
    return new Notice(Notice.id(title), Notice.Kind.FINDING, title, "Because.", null);
  }

  private double count(String name) {
    return registry.get(name).tag("webhook", "team").counter().count();
  }

  private void awaitNothingPending() {
    while (sender.pending() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_message_is_signed_with_its_time() throws Exception {
    sending(Optional.of("key"));
    sender.start();
    sender.offer(notice("one"));

    WebhookReceiver.Received message = receiver.next();
    assertThat(message.json().at("/notices/0/title").asText()).isEqualTo("one");
    assertThat(message.headers().getFirst("Attune-Signature"))
        .isEqualTo(Signature.of("key", NOW, message.body()))
        .startsWith("t=1796025600,v1=");
    // By an implementation that is not ours: printf 1.body | openssl dgst -sha256 -hmac key
    assertThat(Signature.of("key", Instant.ofEpochSecond(1), "body"))
        .isEqualTo("t=1,v1=91b5374b153842ad05b2c4eab9349b8321b14703165bd3fb8b034dfb8be98ae5");
  }

  @Test
  void what_does_not_arrive_is_sent_again_with_the_same_id() throws Exception {
    sending(Optional.empty());
    receiver.answer(503, 429);
    sender.start();
    sender.offer(notice("one"));

    String id = receiver.next().headers().getFirst("Idempotency-Key");
    assertThat(receiver.next().headers().getFirst("Idempotency-Key")).isEqualTo(id);
    assertThat(receiver.next().headers().getFirst("Idempotency-Key")).isEqualTo(id);
    awaitNothingPending();
    assertThat(count("attune.notices.sent")).isEqualTo(1);
    assertThat(count("attune.notices.failed.attempts")).isEqualTo(2);
    assertThat(receiver.waiting()).isZero();
  }

  @Test
  void what_never_arrives_is_given_up_and_the_next_goes_out() throws Exception {
    sending(Optional.empty());
    receiver.answer(500, 500, 500, 500);
    sender.start();
    sender.offer(notice("one"));
    for (int i = 0; i < 4; i++) {
      receiver.next();
    }
    sender.offer(notice("two"));

    assertThat(receiver.next().json().at("/notices/0/title").asText()).isEqualTo("two");
    awaitNothingPending();
    assertThat(count("attune.notices.dropped")).isEqualTo(1);
  }

  @Test
  void what_is_refused_or_sent_elsewhere_is_not_tried_again() throws Exception {
    sending(Optional.empty());
    receiver.answer(302, 404);
    sender.start();
    sender.offer(notice("one"));
    receiver.next();
    awaitNothingPending();
    sender.offer(notice("two"));
    receiver.next();
    awaitNothingPending();

    assertThat(receiver.waiting()).isZero();
    assertThat(count("attune.notices.dropped")).isEqualTo(2);
  }

  @Test
  void what_waits_shares_a_message_and_too_much_is_dropped() throws Exception {
    sending(Optional.empty());
    for (int i = 0; i < WebhookSender.MOST_WAITING + 3; i++) {
      sender.offer(notice("n" + i));
    }
    sender.start();

    assertThat(receiver.next().json().at("/notices")).hasSize(WebhookSender.MOST_OF_ONE_MESSAGE);
    assertThat(count("attune.notices.dropped")).isEqualTo(3);
  }

  @Test
  void waits_double_up_to_a_most() {
    WebhookSender.Retries retries = WebhookSender.Retries.STANDARD;
    sending(Optional.empty());

    assertThat(retries.after(1)).isEqualTo(Duration.ofSeconds(2));
    assertThat(retries.after(4)).isEqualTo(Duration.ofSeconds(16));
    assertThat(retries.after(30)).isEqualTo(Duration.ofMinutes(5));
    assertThat(sender.webhook().toString()).isEqualTo("webhook team");
  }
}
