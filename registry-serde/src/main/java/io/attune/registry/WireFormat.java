package io.attune.registry;

/**
 * Confluent's wire format.
 *
 * <pre>
 *   0        1                 5
 *   +--------+-----------------+----------------------
 *   | 0x00   | schema id       | Avro binary encoding
 *   | magic  | int, big endian | of the datum
 *   +--------+-----------------+----------------------
 * </pre>
 *
 * <p>As in Confluent's serializers, a datum whose whole schema is {@code bytes} is written without
 * Avro's length prefix.
 */
final class WireFormat {
  /** The first byte. */
  static final byte MAGIC = 0;

  /** Bytes before the datum. */
  static final int HEADER_LENGTH = 5;

  private WireFormat() {}

  /** The schema id of a message whose length and magic byte have been checked. */
  static int schemaId(byte[] message) {
    return (message[1] & 0xff) << 24
        | (message[2] & 0xff) << 16
        | (message[3] & 0xff) << 8
        | (message[4] & 0xff);
  }

  /**
   * Checks the header of a message.
   *
   * @return what is wrong, as the end of a sentence that begins with the record; null if it is
   *     valid
   */
  static String headerFault(byte[] message) {
    if (message.length > 0 && message[0] != MAGIC) {
      return String.format(
          "starts with byte 0x%02x instead of the magic byte 0x00, so it was not written by a"
              + " schema registry serializer",
          message[0] & 0xff);
    }
    if (message.length < HEADER_LENGTH) {
      return "is "
          + message.length
          + (message.length == 1 ? " byte" : " bytes")
          + " long, too short for the magic byte and the schema id ("
          + HEADER_LENGTH
          + " bytes)";
    }
    return null;
  }
}
