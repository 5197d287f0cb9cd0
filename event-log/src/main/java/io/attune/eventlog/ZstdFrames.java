package io.attune.eventlog;

/**
 * Frames of Zstandard (RFC 8878, sections 3.1.1 and 3.1.2). The library that decompresses them
 * finds their ends only from version 1.5.7 on.
 */
final class ZstdFrames implements Frames {

  private static final int MAGIC = 0xfd2fb528;
  private static final int SKIPPABLE = 0x184d2a50;
  private static final int CHECKSUM_BYTES = 4;
  private static final int BLOCK_HEADER_BYTES = 3;
  private static final int RLE = 1;
  private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};
  private static final int[] CONTENT_SIZE_BYTES = {0, 2, 4, 8};

  @Override
  public int length(byte[] data, int from, int to) {
    if (to - from < 2 * Integer.BYTES) {
      return INCOMPLETE;
    }
    int magic = Frames.little(data, from);
    if ((magic & 0xfffffff0) == SKIPPABLE) {
      long length = 2L * Integer.BYTES + (Frames.little(data, from + 4) & 0xffffffffL);
      return Frames.complete(length, from, to);
    }
    return magic == MAGIC ? frame(data, from, to) : INCOMPLETE;
  }

  private static int frame(byte[] data, int from, int to) {
    int descriptor = data[from + Integer.BYTES];
    boolean singleSegment = (descriptor & 0x20) != 0;
    int contentSize = CONTENT_SIZE_BYTES[descriptor >> 6 & 3];
    long at = from + Integer.BYTES + 1L;
    at += singleSegment ? Math.max(1, contentSize) : 1 + contentSize;
    at += DICTIONARY_BYTES[descriptor & 3];
    boolean last = false;
    while (!last) {
      if (at + BLOCK_HEADER_BYTES > to) {
        return INCOMPLETE;
      }
      int i = (int) at;
      int header = data[i] & 0xff | (data[i + 1] & 0xff) << 8 | (data[i + 2] & 0xff) << 16;
      last = (header & 1) != 0;
      boolean repeated = (header >> 1 & 3) == RLE;
      at += BLOCK_HEADER_BYTES + (repeated ? 1 : header >> 3);
    }
    boolean checksum = (descriptor & 4) != 0;
    return Frames.complete(at - from + (checksum ? CHECKSUM_BYTES : 0), from, to);
  }
}
