package io.attune.streams;

import io.attune.registry.BadRecordException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the application id that is the key of every input record; without one it is a bad record.
 */
final class KeyDeserializer implements Deserializer<String> {
  @Override
  public String deserialize(String topic, byte[] data) {
    if (data == null || data.length == 0) {
      throw new BadRecordException(
          "The key on topic " + topic + " is missing; it has to be the application id.");
    }
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
