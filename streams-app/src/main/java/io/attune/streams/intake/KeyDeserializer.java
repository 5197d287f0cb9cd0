package io.attune.streams.intake;

import io.attune.registry.BadRecordException;
import io.attune.registry.TextCache;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the application id that is the key of every input record; without one it is a bad record.
 * The ids of running applications come again and again: each thread remembers those it read last.
 */
final class KeyDeserializer implements Deserializer<String> {
  /** Spark's own ids have thirty characters, those of platforms up to a hundred. */
  private static final int LONGEST = 512;

  /** A batch has no key; each of its records has its own. */
  @Override
  public String deserialize(String topic, Headers headers, byte[] data) {
    return headers instanceof RecordBatch ? null : deserialize(topic, data);
  }

  @Override
  public String deserialize(String topic, byte[] data) {
    if (data == null || data.length == 0) {
      throw new BadRecordException(
          "The key on topic " + topic + " is missing; it has to be the application id.");
    }
    if (data.length > LONGEST) {
      throw new BadRecordException(
          "The key on topic "
              + topic
              + " has "
              + data.length
              + " bytes; it has to be the application id, which has at most "
              + LONGEST
              + ".");
    }
    TextCache known = TextCache.ofThisThread();
    String text = known.find(data, 0, data.length);
    if (text == null) {
      text = decode(topic, data);
      known.put(data, 0, data.length, text);
    }
    return text;
  }

  /**
   * Text without the replacement character was decoded completely; otherwise a strict decoder
   * decides.
   */
  private static String decode(String topic, byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    return text.indexOf(TextCache.REPLACEMENT) < 0 ? text : decodeStrictly(topic, data);
  }

  private static String decodeStrictly(String topic, byte[] data) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(data))
          .toString();
    } catch (CharacterCodingException e) {
      throw new BadRecordException("The key on topic " + topic + " is not UTF-8 text.", e);
    }
  }
}
