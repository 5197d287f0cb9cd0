package io.attune.benchmarks.streaming;

import io.attune.schemas.TaskMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.common.serialization.Deserializer;

/** Avro's own reader after Confluent's five bytes: the simplest possible decoder. */
final class AvroReader implements Deserializer<TaskMetrics> {
  private static final int HEADER = 5;

  static {
    // Avro loads generated classes only if they are trusted explicitly.
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.DEFAULT,
            type -> type.getName().startsWith(TaskMetrics.class.getPackageName() + ".")));
  }

  private final DatumReader<TaskMetrics> reader = new SpecificDatumReader<>(TaskMetrics.class);
  private BinaryDecoder decoder;

  @Override
  public TaskMetrics deserialize(String topic, byte[] data) {
    try {
      decoder = DecoderFactory.get().binaryDecoder(data, HEADER, data.length - HEADER, decoder);
      return reader.read(null, decoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
