package io.attune.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Encodes data in the {@link WireFormat}, reusing a buffer and an encoder. Not thread-safe. */
final class DatumEncoder {
  /** A buffer larger than this, bytes, is not reused. */
  private static final int MAX_REUSED_BYTES = 1 << 20;

  private final GenericData genericModel;
  private ByteArrayOutputStream out = new ByteArrayOutputStream(512);
  private BinaryEncoder encoder = newEncoder();

  DatumEncoder(GenericData genericModel) {
    this.genericModel = genericModel;
  }

  /**
   * @param id the schema id for the header
   * @param datum the datum
   * @param own the datum's own schema
   * @param target the schema to write with; a different object than {@code own} only if fields may
   *     differ
   * @param formats the cached writers of this schema
   */
  byte[] encode(int id, Object datum, Schema own, Schema target, Formats formats)
      throws IOException {
    boolean whole = false;
    try {
      Object written = datum;
      if (own != target) {
        written = project(datum, own, target, formats);
      }
      startMessage(id);
      if (target.getType() == Schema.Type.BYTES) {
        writeRaw(written);
      } else {
        formats.writer(written, target, genericModel).write(written, encoder);
        encoder.flush();
      }
      byte[] message = out.toByteArray();
      whole = true;
      return message;
    } finally {
      if (!whole || out.size() > MAX_REUSED_BYTES) {
        // After a failure the encoder may hold bytes that would end up in the next message.
        out = new ByteArrayOutputStream(512);
        encoder = newEncoder();
      }
    }
  }

  private void startMessage(int id) {
    out.reset();
    out.write(WireFormat.MAGIC);
    out.write(id >>> 24);
    out.write(id >>> 16);
    out.write(id >>> 8);
    out.write(id);
  }

  private void writeRaw(Object datum) {
    if (datum instanceof byte[]) {
      out.writeBytes((byte[]) datum);
    } else {
      ByteBuffer view = ((ByteBuffer) datum).duplicate();
      byte[] bytes = new byte[view.remaining()];
      view.get(bytes);
      out.writeBytes(bytes);
    }
  }

  /**
   * Converts a datum to another schema: encodes it and decodes it with Avro's schema resolution.
   */
  private Object project(Object datum, Schema own, Schema target, Formats formats)
      throws IOException {
    out.reset();
    formats.ownWriter(datum, own, genericModel).write(datum, encoder);
    encoder.flush();
    return formats
        .projector(own, target, genericModel)
        .read(null, DecoderFactory.get().binaryDecoder(out.toByteArray(), null));
  }

  private BinaryEncoder newEncoder() {
    return EncoderFactory.get().binaryEncoder(out, null);
  }

  /** The writers of one schema, created lazily. */
  static final class Formats {
    private DatumWriter<Object> specific;
    private DatumWriter<Object> generic;
    private DatumWriter<Object> own;
    private DatumReader<Object> projector;

    private DatumWriter<Object> writer(Object datum, Schema schema, GenericData model) {
      if (datum instanceof SpecificRecord) {
        if (specific == null) {
          specific = newWriter(datum, schema, model);
        }
        return specific;
      }
      if (generic == null) {
        generic = newWriter(datum, schema, model);
      }
      return generic;
    }

    private DatumWriter<Object> ownWriter(Object datum, Schema schema, GenericData model) {
      if (own == null) {
        own = newWriter(datum, schema, model);
      }
      return own;
    }

    private DatumReader<Object> projector(Schema from, Schema to, GenericData model) {
      if (projector == null) {
        projector = new GenericDatumReader<>(from, to, model);
      }
      return projector;
    }

    private static DatumWriter<Object> newWriter(Object datum, Schema schema, GenericData model) {
      return datum instanceof SpecificRecord
          ? new SpecificDatumWriter<>(schema, SpecificData.getForClass(datum.getClass()))
          : new GenericDatumWriter<>(schema, model);
    }
  }
}
