package io.attune.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class BadRecordsTest {
  /** Has the name of the exception of Confluent's client, which is not on the class path. */
  private static final class RestClientException extends Exception {
    private static final long serialVersionUID = 1L;

    RestClientException(String message) {
      super(message);
    }
  }

  private static boolean bad(Throwable cause) {
    return BadRecords.isBadRecord(new SerializationException("Error", cause));
  }

  @Test
  void knowsTheRecordsFault() {
    assertThat(BadRecords.isBadRecord(new BadRecordException("x"))).isTrue();
    assertThat(BadRecords.isBadRecord(new RuntimeException(new BadRecordException("x")))).isTrue();
    assertThat(BadRecords.isBadRecord(new SerializationException("Unknown magic byte!"))).isTrue();
    assertThat(bad(new EOFException())).isTrue();
    assertThat(bad(new AvroRuntimeException("x"))).isTrue();
    assertThat(bad(new RestClientException("Schema 7 not found; error code: 40403"))).isTrue();
    assertThat(BadRecords.isBadRecord(new ClassCastException())).isTrue();
  }

  @Test
  void knowsTheRegistrysFault() {
    assertThat(BadRecords.isBadRecord(new RegistryUnavailableException("x", null))).isFalse();
    assertThat(BadRecords.isBadRecord(new RegistryException(404, 404, "x"))).isFalse();
    assertThat(BadRecords.isBadRecord(new TimeoutException("x"))).isFalse();
    assertThat(BadRecords.isBadRecord(new AuthenticationException("x"))).isFalse();
    assertThat(BadRecords.isBadRecord(new ConfigException("x"))).isFalse();
    assertThat(bad(new ConnectException())).isFalse();
    assertThat(bad(new SocketTimeoutException())).isFalse();
    assertThat(bad(new RestClientException("Unauthorized; error code: 401"))).isFalse();
    assertThat(BadRecords.isBadRecord(new OutOfMemoryError())).isFalse();
  }

  @Test
  void endsOnCausesThatGoRoundInACircle() {
    RuntimeException one = new RuntimeException("one");
    one.initCause(new RuntimeException("two", one));
    assertThat(BadRecords.isBadRecord(one)).isTrue();
  }
}
