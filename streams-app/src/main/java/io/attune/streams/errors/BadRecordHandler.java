package io.attune.streams.errors;

import io.attune.registry.BadRecords;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * Sends a record whose bytes can never be read to the dead letters and continues with the next.
 * Anything else, above all a registry that does not answer, fails the thread, so that the record is
 * read again.
 */
public final class BadRecordHandler implements DeserializationExceptionHandler {
  private DeadLetters deadLetters;

  @Override
  public void configure(Map<String, ?> configs) {
    deadLetters = DeadLetters.from(configs);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    if (!BadRecords.isBadRecord(exception)) {
      return Response.fail();
    }
    return Response.resume(
        List.of(deadLetters.putAside(context, record.key(), record.value(), exception)));
  }
}
