package io.attune.streams.store;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One stage attempt of one application.
 *
 * @param applicationId Spark's application id
 * @param stageId stage
 * @param stageAttempt attempt, from 0
 */
public record StageId(String applicationId, int stageId, int stageAttempt) {
  /**
   * Application id in UTF-8, a zero byte, stage and attempt: stages of one application in a row.
   */
  public static final StateCodec<StageId> CODEC =
      StateCodec.of(StageId::toBytes, StageId::fromBytes);

  public StageId {
    requireNonNull(applicationId, "applicationId is null");
  }

  /** What the binary form of every stage of an application begins with. */
  public static byte[] prefix(String applicationId) {
    byte[] text = applicationId.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(text.length + 1).put(text).put((byte) 0).array();
  }

  /** Key on the topic of stage statistics: application/stage/attempt. */
  public String topicKey() {
    return applicationId + "/" + stageId + "/" + stageAttempt;
  }

  @Override
  public String toString() {
    return topicKey();
  }

  private byte[] toBytes() {
    byte[] prefix = prefix(applicationId);
    return ByteBuffer.allocate(prefix.length + 2 * Integer.BYTES)
        .put(prefix)
        .putInt(stageId)
        .putInt(stageAttempt)
        .array();
  }

  private static StageId fromBytes(byte[] bytes) {
    int length = bytes.length - 2 * Integer.BYTES - 1;
    ByteBuffer numbers = ByteBuffer.wrap(bytes, length + 1, 2 * Integer.BYTES);
    return new StageId(
        new String(bytes, 0, length, StandardCharsets.UTF_8), numbers.getInt(), numbers.getInt());
  }
}
