package io.attune.streams.store;

import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/** Ranges of keys that begin alike. */
final class Prefixes {
  private Prefixes() {}

  /**
   * The first key after every key with this prefix.
   *
   * @return null, which means no end, when the prefix is empty or all 0xFF
   */
  static Bytes end(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xFF) {
        byte[] end = Arrays.copyOf(prefix, i + 1);
        end[i]++;
        return Bytes.wrap(end);
      }
    }
    return null;
  }
}
