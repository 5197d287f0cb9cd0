package io.attune.registry;

/**
 * A hand-written fast path for a frequent record type: reads data written with exactly the
 * generated class's schema, without Avro's schema resolution.
 *
 * <p>Called only if the writer's schema has the same binary encoding. It must either return the
 * same result as Avro's reader, or leave the bytes to it: by returning null, or by throwing, in
 * which case Avro reads the same bytes and reports the error if they are corrupt. Used by one
 * thread.
 *
 * @param <T> type of the records
 */
@FunctionalInterface
public interface DirectReader<T> {
  /**
   * Reads a datum.
   *
   * @param in positioned at the datum's first byte, and after its last on return
   * @return the datum, or null to leave it to Avro's reader
   */
  T read(AvroBytes in);
}
