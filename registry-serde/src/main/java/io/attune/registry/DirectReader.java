package io.attune.registry;

/**
 * Reads datums that were written with exactly one schema, that of the generated class, without
 * Avro's resolution: a hand-written fast path for a record of which there are very many.
 *
 * <p>It is asked only where the writer's schema has the same binary form. It has to make of the
 * bytes what Avro's reader makes of them, or leave them to it: by returning null for a form that it
 * does not know, or by failing, in which case Avro reads the same bytes and, if they are bad, says
 * so in its own words. Used by one thread.
 *
 * @param <T> what it reads
 */
@FunctionalInterface
public interface DirectReader<T> {
  /**
   * Reads one datum.
   *
   * @param in at the first byte of the datum; left after its last
   * @return null to leave it to Avro's reader
   */
  T read(AvroBytes in);
}
