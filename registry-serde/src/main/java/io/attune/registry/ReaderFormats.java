package io.attune.registry;

import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;

/** Chooses the type that data of a writer schema is read into, and creates its reader. */
final class ReaderFormats<T> {
  private final Class<?> type;
  private final Boolean specific;
  private final GenericData genericModel;

  /**
   * @param type the class to read into; null to choose by the writer's record name
   */
  ReaderFormats(Class<?> type, RegistryConfig config) {
    this.type = type;
    this.specific = config.getBoolean(RegistryConfig.SPECIFIC_READER);
    this.genericModel =
        AvroTypes.genericModel(config.getBoolean(RegistryConfig.LOGICAL_TYPE_CONVERTERS));
  }

  /**
   * @throws NoClassException if generated classes are required and there is none for this schema
   */
  ReaderFormat<T> format(Schema writer) {
    Class<?> target = target(writer);
    DatumReader<T> reader =
        target == null
            ? new GenericDatumReader<>(writer, writer, genericModel)
            : new SpecificDatumReader<>(
                writer, SpecificData.get().getSchema(target), new GeneratedTypes(target));
    return new ReaderFormat<>(
        writer,
        reader,
        type == null && writer.getType() == Schema.Type.BYTES,
        type != null && isReadersOwn(writer, SpecificData.get().getSchema(type)));
  }

  /** Whether the schemas have the same binary encoding, so that no resolution is needed. */
  private static boolean isReadersOwn(Schema writer, Schema reader) {
    return SchemaNormalization.toParsingForm(writer)
        .equals(SchemaNormalization.toParsingForm(reader));
  }

  private Class<?> target(Schema writer) {
    if (type != null) {
      return type;
    }
    boolean wanted = specific == null || specific;
    if (!wanted || writer.getType() != Schema.Type.RECORD) {
      return null;
    }
    Class<?> found = AvroTypes.generatedClass(writer);
    if (found == null && specific != null) {
      throw new NoClassException(
          "of record "
              + writer.getFullName()
              + ", for which no generated class is on the class path although "
              + RegistryConfig.SPECIFIC_READER
              + "=true");
    }
    return found;
  }

  /** How data of one schema id is read. */
  static final class ReaderFormat<T> {
    private final Schema writer;
    private final DatumReader<T> reader;
    private final boolean rawBytes;
    private final boolean readersOwn;

    private ReaderFormat(
        Schema writer, DatumReader<T> reader, boolean rawBytes, boolean readersOwn) {
      this.writer = writer;
      this.reader = reader;
      this.rawBytes = rawBytes;
      this.readersOwn = readersOwn;
    }

    DatumReader<T> reader() {
      return reader;
    }

    boolean isRawBytes() {
      return rawBytes;
    }

    /** Whether the writer's schema is that of the class that is read into. */
    boolean isReadersOwn() {
      return readersOwn;
    }

    Schema writer() {
      return writer;
    }

    String writerName() {
      return writer.getFullName();
    }
  }

  /** Thrown if there is no generated class; the message is a part of a sentence. */
  static final class NoClassException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoClassException(String message) {
      super(message);
    }
  }
}
