package io.attune.streams.store;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateFormat;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * The binary form of a value in a store.
 *
 * @param <T> what is stored
 */
public interface StateCodec<T> {
  /** Binary form; never null. */
  byte[] encode(T value);

  /**
   * Reads the binary form.
   *
   * @throws io.attune.advisor.state.StateFormatException when the bytes are of an unknown version
   *     or damaged
   */
  T decode(byte[] bytes);

  /** Text as UTF-8. */
  static StateCodec<String> utf8() {
    return of(
        text -> text.getBytes(StandardCharsets.UTF_8),
        bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** A codec of a versioned format. */
  static <T> StateCodec<T> of(StateFormat<T> format) {
    requireNonNull(format, "format is null");
    return of(format::toBytes, format::fromBytes);
  }

  /** A codec of two functions. */
  static <T> StateCodec<T> of(Function<T, byte[]> encode, Function<byte[], T> decode) {
    requireNonNull(encode, "encode is null");
    requireNonNull(decode, "decode is null");
    return new StateCodec<>() {
      @Override
      public byte[] encode(T value) {
        return encode.apply(value);
      }

      @Override
      public T decode(byte[] bytes) {
        return decode.apply(bytes);
      }
    };
  }
}
