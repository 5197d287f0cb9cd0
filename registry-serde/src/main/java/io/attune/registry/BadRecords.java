package io.attune.registry;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Distinguishes records that can never be read from outages. Meant for Kafka Streams'
 * deserialization exception handler: continue after a bad record, and fail on anything else, so
 * that the record is read again.
 *
 * <p>Recognises this library's exceptions and those of Confluent's deserializers, which wrap both
 * corrupt records and connection failures in a {@link SerializationException}.
 */
public final class BadRecords {
  private static final String CONFLUENT_REFUSAL = "RestClientException";
  private static final String CONFLUENT_UNKNOWN_ID =
      "error code: " + RegistryException.SCHEMA_NOT_FOUND;

  private BadRecords() {}

  /**
   * Returns whether a deserialization failure is caused by the record.
   *
   * @param failure the deserializer's exception
   * @return false for an unreachable registry, rejected credentials, wrong configuration,
   *     interruption and JVM errors; true for everything else
   */
  public static boolean isBadRecord(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
      if (t instanceof BadRecordException) {
        return true;
      }
      if (isOutage(t)) {
        return false;
      }
      if (t.getClass().getSimpleName().equals(CONFLUENT_REFUSAL)) {
        return String.valueOf(t.getMessage()).contains(CONFLUENT_UNKNOWN_ID);
      }
    }
    return failure instanceof RuntimeException;
  }

  private static boolean isOutage(Throwable t) {
    return t instanceof RetriableException
        || t instanceof RegistryException
        || t instanceof InterruptException
        || t instanceof AuthenticationException
        || t instanceof AuthorizationException
        || t instanceof ConfigException
        || t instanceof SocketException
        || t instanceof UnknownHostException
        || t instanceof InterruptedIOException
        || t instanceof HttpTimeoutException
        || t instanceof SSLException
        || t instanceof Error;
  }
}
