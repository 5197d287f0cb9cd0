package io.attune.sources.http;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.StoreException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens, got from the first place that has some and kept until shortly before they end.
 *
 * <p>May be used by several threads.
 */
public final class Tokens {

  private static final int SPARE_SECONDS = 300;

  private final String service;
  private final List<Source> sources;
  private final InstantSource clock;
  private @Nullable Token known;
  private boolean asked;

  /**
   * Creates tokens.
   *
   * @param service name of the service that they are for
   * @param sources where to ask, in this order
   */
  public Tokens(String service, List<Source> sources, InstantSource clock) {
    this.service = requireNonNull(service, "service is null");
    this.sources = List.copyOf(sources);
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * A token. Its text shows only where it comes from.
   *
   * @param value the token
   * @param expires when it ends
   * @param source where it comes from, as a noun
   */
  public record Token(String value, Instant expires, String source) {
    @Override
    public String toString() {
      return source;
    }
  }

  /** A place where tokens are given. */
  @FunctionalInterface
  public interface Source {
    /**
     * Asks for a token.
     *
     * @return empty when this is no place to ask here
     */
    Optional<Token> token() throws IOException;
  }

  /** A token that is good now; empty when there is none anywhere. */
  public synchronized Optional<String> value() throws IOException {
    Token last = known;
    if (!asked
        || last != null && !clock.instant().plusSeconds(SPARE_SECONDS).isBefore(last.expires())) {
      known = find().orElse(null);
      asked = true;
    }
    return Optional.ofNullable(known).map(Token::value);
  }

  /** Where they come from, as a noun. */
  public synchronized String source() {
    Token last = known;
    return last == null ? Problems.NONE + ", as none were found" : "the credentials from " + last;
  }

  private Optional<Token> find() throws IOException {
    for (Source source : sources) {
      try {
        Optional<Token> token = source.token();
        if (token.isPresent()) {
          return token;
        }
      } catch (StoreException e) {
        throw e;
      } catch (IOException e) {
        throw new StoreException(
            "Credentials for "
                + service
                + " cannot be had ("
                + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
                + ").",
            e);
      }
    }
    return Optional.empty();
  }
}
