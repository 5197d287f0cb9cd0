package io.attune.eventlog;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.xerial.snappy.Snappy;

/**
 * Reads the format of snappy-java: a header of sixteen bytes, which may come again where streams
 * were appended, and blocks with their length before them. Unlike the library's own reader it takes
 * no block's word for how large it is, neither before nor after it is decompressed.
 */
final class SnappyBlocks extends FilterInputStream {

  /**
   * What a writer of Spark's never exceeds: it has blocks of 32 KiB unless it is told otherwise.
   */
  private static final int LARGEST_BLOCK = 32 << 20;

  /** The first four bytes of the header, which as a length would be negative. */
  private static final int HEADER = 0x82534e41;

  private static final int HEADER_BYTES = 16;

  private final DataInputStream source;
  private byte[] compressed = new byte[0];
  private byte[] block = new byte[0];
  private int position;
  private int length;

  SnappyBlocks(InputStream in) {
    super(in);
    this.source = new DataInputStream(in);
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    while (position == length) {
      if (!next()) {
        return -1;
      }
    }
    int copied = Math.min(count, length - position);
    System.arraycopy(block, position, target, offset, copied);
    position += copied;
    return copied;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** Decompresses the next block; false at the end. */
  private boolean next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    int size = first << 24 | source.readUnsignedByte() << 16 | source.readUnsignedShort();
    if (size == HEADER) {
      source.readFully(new byte[HEADER_BYTES - Integer.BYTES]);
      return true;
    }
    require(size);
    if (compressed.length < size) {
      compressed = new byte[size];
    }
    if (source.readNBytes(compressed, 0, size) < size) {
      throw new EOFException("a block is cut off");
    }
    int large = Snappy.uncompressedLength(compressed, 0, size);
    require(large);
    if (block.length < large) {
      block = new byte[large];
    }
    position = 0;
    length = Snappy.uncompress(compressed, 0, size, block, 0);
    return true;
  }

  private static void require(int size) throws IOException {
    if (size < 0 || size > LARGEST_BLOCK) {
      throw new IOException("a block claims to be of " + Integer.toUnsignedLong(size) + " bytes");
    }
  }
}
