package io.attune.advisor.assess;

import io.attune.schemas.AppliesAt;
import io.attune.schemas.Category;
import io.attune.schemas.Change;
import io.attune.schemas.Condition;
import io.attune.schemas.Confidence;
import io.attune.schemas.Evidence;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Copies, writes and reads recommendations and outcomes. Avro's own deep copy and its reader look
 * classes up by name and refuse those that the JVM was not told to trust, so records are made here
 * instead.
 */
final class RecommendationCodec {
  private static final SpecificData DATA = new KnownRecords();

  /**
   * What a recommendation was when its stored form was fixed: all fields up to this one. What came
   * later stands beside it.
   */
  private static final Schema STORED = upTo("validUntil");

  private RecommendationCodec() {}

  private static final class KnownRecords extends SpecificData {
    private static final Map<String, Class<?>> CLASSES =
        Stream.of(
                Recommendation.class,
                Outcome.class,
                Impact.class,
                Change.class,
                Confidence.class,
                Condition.class,
                Evidence.class,
                Category.class,
                AppliesAt.class,
                RecommendationState.class,
                Severity.class,
                ImpactBasis.class)
            .collect(Collectors.toUnmodifiableMap(Class::getName, Function.identity()));

    KnownRecords() {
      super(Recommendation.class.getClassLoader());
      new Recommendation()
          .getSpecificData()
          .getConversions()
          .forEach(this::addLogicalTypeConversion);
    }

    @Override
    public Class<?> getClass(Schema schema) {
      boolean named =
          schema.getType() == Schema.Type.RECORD || schema.getType() == Schema.Type.ENUM;
      Class<?> known = named ? CLASSES.get(schema.getFullName()) : null;
      return known == null ? super.getClass(schema) : known;
    }
  }

  /** A copy that shares the parts, which nobody changes. */
  static Recommendation copy(Recommendation original) {
    Recommendation copy = new Recommendation();
    for (Schema.Field field : Recommendation.SCHEMA$.getFields()) {
      copy.put(field.pos(), original.get(field.pos()));
    }
    return copy;
  }

  private static Schema upTo(String last) {
    Schema now = Recommendation.SCHEMA$;
    int end = now.getField(last).pos() + 1;
    return Schema.createRecord(
        now.getName(),
        now.getDoc(),
        now.getNamespace(),
        false,
        now.getFields().subList(0, end).stream()
            .map(f -> new Schema.Field(f, f.schema()))
            .toList());
  }

  /** The stored form: without the group, which is kept beside it. */
  static byte[] encode(Recommendation recommendation) {
    return encode(STORED, recommendation);
  }

  static byte[] encode(Outcome outcome) {
    return encode(outcome.getSchema(), outcome);
  }

  private static byte[] encode(Schema schema, SpecificRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new SpecificDatumWriter<SpecificRecord>(schema, DATA).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Recommendation decode(byte[] bytes) {
    return RecommendationCodec.<Recommendation>decode(STORED, Recommendation.SCHEMA$, bytes);
  }

  static Outcome decodeOutcome(byte[] bytes) {
    return RecommendationCodec.<Outcome>decode(Outcome.SCHEMA$, Outcome.SCHEMA$, bytes);
  }

  private static <T> T decode(Schema written, Schema read, byte[] bytes) {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    try {
      return new SpecificDatumReader<T>(written, read, DATA).read(null, decoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
