package io.attune.streams.errors;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;

/**
 * What happens when something cannot be written. A dead letter that its topic refuses is cut; a
 * result that cannot be encoded, or that is larger than its topic takes, is counted and left out,
 * because the same input would only give the same result again. State and everything else fail the
 * thread.
 */
public final class ResultErrorHandler implements ProductionExceptionHandler {
  private static final List<String> INTERNAL = List.of("-changelog", "-repartition");

  private final ProductionExceptionHandler otherwise = new DefaultProductionExceptionHandler();
  private DeadLetters deadLetters;

  @Override
  public void configure(Map<String, ?> configs) {
    otherwise.configure(configs);
    deadLetters = DeadLetters.from(configs);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
    if (exception instanceof RecordTooLargeException) {
      if (deadLetters.isOne(record)) {
        return Response.resume(
            deadLetters.refused(context, record, exception).map(List::of).orElse(List.of()));
      }
      if (INTERNAL.stream().noneMatch(record.topic()::endsWith)) {
        deadLetters.resultLeftOut(context, record.topic(), exception);
        return Response.resume();
      }
    }
    return otherwise.handleError(context, record, exception);
  }

  @Override
  @SuppressWarnings("rawtypes") // as Kafka Streams declares it
  public Response handleSerializationError(
      ErrorHandlerContext context,
      ProducerRecord record,
      Exception exception,
      SerializationExceptionOrigin origin) {
    if (UnusableRecordHandler.isRecordsFault(exception)) {
      deadLetters.resultLeftOut(context, record.topic(), exception);
      return Response.resume();
    }
    return otherwise.handleSerializationError(context, record, exception, origin);
  }
}
