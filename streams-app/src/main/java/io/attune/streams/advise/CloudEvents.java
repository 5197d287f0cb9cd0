package io.attune.streams.advise;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.OutcomeRecords;
import io.attune.advisor.assess.RecommendationKey;
import io.attune.schemas.Forecast;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RunContext;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers that make a record an event of CloudEvents 1.0, in the binary mode of its Kafka binding:
 * the value stays what it is, and each attribute is a header. A record that is published again
 * after a crash has the id that it had before.
 */
final class CloudEvents {
  private static final String PREFIX = "ce_";
  private static final String CONTENT_TYPE = "content-type";

  /** What the specification's own example says of Avro; the schema is named in the value. */
  private static final String AVRO = "application/avro";

  /** What the type String of CloudEvents excludes. */
  private static final Pattern EXCLUDED =
      Pattern.compile("[\\p{Cc}\\p{Cs}\\uFDD0-\\uFDEF\\uFFFE\\uFFFF]");

  private final boolean enabled;
  private final String source;

  private CloudEvents(boolean enabled, String source) {
    this.enabled = enabled;
    this.source = requireNonNull(source, "source is null");
  }

  /** As configured. */
  static CloudEvents of(AttuneConfig config) {
    return new CloudEvents(
        config.get(Options.TOPICS_CLOUDEVENTS), "/attune/" + config.get(Options.APPLICATION_ID));
  }

  /** Of a recommendation, new or changed. */
  Headers published(Recommendation recommendation) {
    String id =
        String.join(
            ":",
            recommendation.getRecommendationId(),
            Integer.toString(recommendation.getRevision()),
            recommendation.getEtag());
    Headers headers =
        headers(
            "io.attune.recommendation.published",
            id,
            RecommendationKey.of(recommendation),
            recommendation.getEventTime());
    return about(withData(headers), recommendation);
  }

  /** Of a recommendation that no longer stands; the record has no value. */
  Headers withdrawn(Recommendation last) {
    return about(
        headers(
            "io.attune.recommendation.withdrawn",
            last.getRecommendationId() + ":" + last.getRevision() + ":withdrawn",
            RecommendationKey.of(last),
            last.getEventTime()),
        last);
  }

  /** Of what came of a recommendation. */
  Headers concluded(Outcome outcome) {
    return withData(
        headers(
            "io.attune.outcome.concluded",
            UUID.nameUUIDFromBytes(OutcomeRecords.toBytes(outcome)).toString(),
            OutcomeRecords.key(outcome),
            outcome.getEventTime()));
  }

  /** Of time and cost at other sizes. */
  Headers forecasted(Forecast forecast) {
    return withData(
        headers(
            "io.attune.forecast.published",
            UUID.nameUUIDFromBytes(bytes(forecast)).toString(),
            forecast.getWorkload(),
            forecast.getEventTime()));
  }

  private static byte[] bytes(Forecast forecast) {
    try {
      ByteBuffer buffer = forecast.toByteBuffer();
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Headers headers(String type, String id, String subject, Instant time) {
    Headers headers = new RecordHeaders();
    put(headers, PREFIX + "specversion", "1.0");
    put(headers, PREFIX + "type", type);
    put(headers, PREFIX + "source", source);
    put(headers, PREFIX + "id", id);
    put(headers, PREFIX + "time", time.toString());
    put(headers, PREFIX + "subject", subject);
    return headers;
  }

  private Headers withData(Headers headers) {
    put(headers, CONTENT_TYPE, AVRO);
    return headers;
  }

  /** Attributes of Attune's own to route by, so that a router need not read the value. */
  private Headers about(Headers headers, Recommendation recommendation) {
    put(headers, PREFIX + "attuneowner", recommendation.getOwner());
    put(
        headers,
        PREFIX + "attuneplatform",
        Optional.ofNullable(recommendation.getContext()).map(RunContext::getPlatform).orElse(null));
    return headers;
  }

  /** An attribute without a value is left out. */
  private void put(Headers headers, String name, String value) {
    String text = value == null ? "" : EXCLUDED.matcher(value).replaceAll("?");
    if (enabled && !text.isEmpty()) {
      headers.add(name, text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
