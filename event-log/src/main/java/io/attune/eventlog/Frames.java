package io.attune.eventlog;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where the pieces of compressed data end that can be decompressed by themselves. A log that is
 * being written ends in the middle of such a piece.
 */
@FunctionalInterface
interface Frames {

  /** The piece that begins there is not complete, as far as the data go. */
  int INCOMPLETE = -1;

  /** Bytes of the header of a Snappy stream. */
  int SNAPPY_HEADER = 16;

  /** Nothing of it can be read before the file is complete. */
  Frames WHOLE_FILE = (data, from, to) -> INCOMPLETE;

  /** Blocks of lz4-java: magic, token, compressed length (little endian), length, checksum. */
  Frames LZ4_BLOCKS =
      (data, from, to) -> {
        int header = 21;
        return to - from < header
            ? INCOMPLETE
            : complete(header + (long) little(data, from + 9), from, to);
      };

  /** Chunks of snappy-java: length (big endian), data; the stream's own header comes first. */
  Frames SNAPPY_CHUNKS =
      (data, from, to) -> {
        if (to - from < Integer.BYTES) {
          return INCOMPLETE;
        }
        boolean begins = (data[from] & 0xff) == 0x82;
        return complete(begins ? SNAPPY_HEADER : Integer.BYTES + (long) big(data, from), from, to);
      };

  /** Chunks of LZF: 'Z', 'V', type, length (2 bytes), for compressed ones another length. */
  Frames LZF_CHUNKS =
      (data, from, to) -> {
        int shortest = 5;
        if (to - from < shortest) {
          return INCOMPLETE;
        }
        int length = (data[from + 3] & 0xff) << 8 | data[from + 4] & 0xff;
        boolean compressed = data[from + 2] == 1;
        return complete((compressed ? 7 : shortest) + length, from, to);
      };

  /** Frames of Zstandard, which Spark closes at each flush. */
  Frames ZSTD_FRAMES =
      (data, from, to) -> {
        try {
          return complete(Zstd.findFrameCompressedSize(data, from, to - from), from, to);
        } catch (ZstdException e) {
          return INCOMPLETE;
        }
      };

  /**
   * Bytes of the piece that begins at a position.
   *
   * @param data data as stored
   * @param from the position
   * @param to end of the data
   * @return {@link #INCOMPLETE} when its end is not there
   */
  int length(byte[] data, int from, int to);

  private static int complete(long length, int from, int to) {
    return length > 0 && length <= to - from ? (int) length : INCOMPLETE;
  }

  private static int little(byte[] data, int at) {
    return ByteBuffer.wrap(data, at, Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private static int big(byte[] data, int at) {
    return ByteBuffer.wrap(data, at, Integer.BYTES).getInt();
  }
}
