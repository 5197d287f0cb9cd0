package io.attune.server.notices;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.Severity;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Where to tell what. The address is a secret as well (whoever knows a chat's may write there), so
 * it is in no text of this class.
 *
 * @param name for logs and metrics
 * @param url where to post
 * @param shape of the message
 * @param secret key of the signature; empty for none
 * @param kinds what is told
 * @param severity findings from it on are told
 * @param gain findings that save at least so much of the cost of a run are told as well, in the
 *     price table's currency or unit
 * @param messagesPerMinute most messages a minute; what comes faster shares one
 */
record Webhook(
    String name,
    URI url,
    MessageShape shape,
    Optional<String> secret,
    Set<Notice.Kind> kinds,
    Severity severity,
    OptionalDouble gain,
    int messagesPerMinute) {
  Webhook {
    requireNonNull(name, "name is null");
    requireNonNull(url, "url is null");
    requireNonNull(secret, "secret is null");
    kinds = Set.copyOf(kinds);
  }

  /** Whether a finding is worth telling here. */
  boolean wants(Severity most, double saves) {
    return most.compareTo(severity) >= 0 || gain.isPresent() && saves >= gain.getAsDouble();
  }

  /** What following a recommendation saves of the cost of a run; 0 where that is not known. */
  static double saving(Recommendation recommendation) {
    Double change = recommendation.getImpact().getCost().getExpected();
    return change == null ? 0 : Math.max(0, -change);
  }

  /** Whether a recommendation waits to be followed. */
  static boolean isOpen(Recommendation recommendation) {
    return recommendation.getState() == RecommendationState.ACTIVE;
  }

  @Override
  public String toString() {
    return "webhook " + name;
  }
}
