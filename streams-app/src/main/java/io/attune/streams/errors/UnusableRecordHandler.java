package io.attune.streams.errors;

import io.attune.registry.BadRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends a record that decodes but that a processor cannot use to the dead letters. Failures of
 * Kafka, of a store or of the registry are not the record's fault and fail the thread; unreadable
 * state is not its fault either and ends the instance (see {@link ThreadReplacement}).
 */
public final class UnusableRecordHandler implements ProcessingExceptionHandler {
  private DeadLetters deadLetters;

  @Override
  public void configure(Map<String, ?> configs) {
    deadLetters = DeadLetters.from(configs);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
    if (exception instanceof RefusedRecords refused) {
      List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();
      refused.each(context, (origin, reason) -> letters.add(putAside(origin, reason)));
      return Response.resume(letters);
    }
    if (!isRecordsFault(exception)) {
      return Response.fail();
    }
    if (context.topic() == null) {
      // A punctuation: there is no record to reject, and the next punctuation tries again.
      deadLetters.failedWithoutRecord(context.processorNodeId(), exception);
      return Response.resume();
    }
    return Response.resume(List.of(putAside(context, exception)));
  }

  private ProducerRecord<byte[], byte[]> putAside(ErrorHandlerContext origin, Exception reason) {
    return deadLetters.putAside(origin, origin.sourceRawKey(), origin.sourceRawValue(), reason);
  }

  static boolean isRecordsFault(Exception exception) {
    return exception instanceof BadRecordException
        || !(exception instanceof KafkaException)
            && UnreadableStateException.sentence(exception).isEmpty();
  }
}
