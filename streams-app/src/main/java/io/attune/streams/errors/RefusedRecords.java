package io.attune.streams.errors;

import io.attune.registry.BadRecords;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.processor.TaskId;

/**
 * Some records of a batch could not be used. Thrown when the others have been processed; {@link
 * UnusableRecordHandler} sends each of them to the dead letters as if it had arrived alone.
 */
public final class RefusedRecords extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Refused> refused = new ArrayList<>();

  private record Refused(ConsumerRecord<byte[], byte[]> record, Exception reason) {}

  private RefusedRecords() {
    super("some records of a batch cannot be used", null, false, false);
  }

  /**
   * One record more, whose bytes cannot be read.
   *
   * @param others null when it is the first
   * @throws RuntimeException the reason itself, when it is a failure of the registry and not of the
   *     record
   */
  public static RefusedRecords withUnreadable(
      RefusedRecords others, ConsumerRecord<byte[], byte[]> record, RuntimeException reason) {
    return with(others, BadRecords.isBadRecord(reason), record, reason);
  }

  /**
   * One record more, which can be read and not be used.
   *
   * @param others null when it is the first
   * @throws RuntimeException the reason itself, when it is a failure of Kafka or of a store
   */
  public static RefusedRecords withUnusable(
      RefusedRecords others, ConsumerRecord<byte[], byte[]> record, RuntimeException reason) {
    return with(others, UnusableRecordHandler.isRecordsFault(reason), record, reason);
  }

  private static RefusedRecords with(
      RefusedRecords others,
      boolean isToBlame,
      ConsumerRecord<byte[], byte[]> record,
      RuntimeException reason) {
    if (!isToBlame) {
      throw reason;
    }
    RefusedRecords all = others == null ? new RefusedRecords() : others;
    all.refused.add(new Refused(record, reason));
    return all;
  }

  /** Does something with each record and its reason. */
  void each(ErrorHandlerContext batch, Handler handler) {
    for (Refused one : refused) {
      handler.handle(new RecordContext(batch, one.record()), one.reason());
    }
  }

  @FunctionalInterface
  interface Handler {
    void handle(ErrorHandlerContext context, Exception reason);
  }

  /** Where a record of a batch came from: its own origin, the batch's place in the topology. */
  private record RecordContext(ErrorHandlerContext batch, ConsumerRecord<byte[], byte[]> record)
      implements ErrorHandlerContext {
    @Override
    public String topic() {
      return record.topic();
    }

    @Override
    public int partition() {
      return record.partition();
    }

    @Override
    public long offset() {
      return record.offset();
    }

    @Override
    public Headers headers() {
      return record.headers();
    }

    @Override
    public String processorNodeId() {
      return batch.processorNodeId();
    }

    @Override
    public TaskId taskId() {
      return batch.taskId();
    }

    @Override
    public long timestamp() {
      return record.timestamp();
    }

    @Override
    public byte[] sourceRawKey() {
      return record.key();
    }

    @Override
    public byte[] sourceRawValue() {
      return record.value();
    }
  }
}
