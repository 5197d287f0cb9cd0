package io.attune.eventlog;

import com.github.luben.zstd.ZstdInputStream;
import com.ning.compress.lzf.LZFInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4BlockInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;

/**
 * A compression codec of event logs, detected by a file's first bytes and not by its name, which
 * may be lost in copies. Supports the formats of Spark's codecs, and those of the command-line
 * tools where they differ.
 */
enum CompressionCodec {
  /** Text. */
  PLAIN("plain text", "", Frames.WHOLE_FILE) {
    @Override
    InputStream decode(InputStream in) {
      return in;
    }
  },
  /** Zstandard, one or more frames: Spark starts a new one after a flush. */
  ZSTD("zstd", "zstd", Frames.ZSTD_FRAMES, 0x28, 0xb5, 0x2f, 0xfd) {
    @Override
    InputStream decode(InputStream in) throws IOException {
      return new ZstdInputStream(in);
    }
  },
  /** LZ4 in the block format of lz4-java, which Spark uses. */
  LZ4("lz4", "lz4", Frames.LZ4_BLOCKS, 'L', 'Z', '4', 'B', 'l', 'o', 'c', 'k') {
    @Override
    InputStream decode(InputStream in) {
      return LZ4BlockInputStream.newBuilder().withStopOnEmptyBlock(false).build(in);
    }
  },
  /** LZ4 in the frame format of the lz4 command. */
  LZ4_FRAME("lz4 (frame)", "lz4", Frames.WHOLE_FILE, 0x04, 0x22, 0x4d, 0x18) {
    @Override
    InputStream decode(InputStream in) throws IOException {
      return new LZ4FrameInputStream(in);
    }
  },
  /** Snappy in the format of snappy-java, which Spark uses. */
  SNAPPY("snappy", "snappy", Frames.SNAPPY_CHUNKS, 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0) {
    @Override
    InputStream decode(InputStream in) {
      return new SnappyBlocks(in);
    }
  },
  /** LZF. */
  LZF("lzf", "lzf", Frames.LZF_CHUNKS, 'Z', 'V') {
    @Override
    InputStream decode(InputStream in) throws IOException {
      return new LZFInputStream(in);
    }
  },
  /** gzip, as Databricks delivers logs. */
  GZIP("gzip", "gz", Frames.WHOLE_FILE, 0x1f, 0x8b) {
    @Override
    InputStream decode(InputStream in) throws IOException {
      return new GZIPInputStream(in, 1 << 16);
    }
  };

  /** Number of bytes needed to detect a codec. */
  static final int HEAD = 64;

  private final String label;
  private final String extension;
  private final Frames frames;
  private final byte[] magic;

  CompressionCodec(String label, String extension, Frames frames, int... magic) {
    this.label = label;
    this.extension = extension;
    this.frames = frames;
    this.magic = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      this.magic[i] = (byte) magic[i];
    }
  }

  /** Name, for messages. */
  String label() {
    return label;
  }

  /** The pieces that can be decompressed by themselves. */
  Frames frames() {
    return frames;
  }

  /** Decompresses a stream. */
  abstract InputStream decode(InputStream in) throws IOException;

  /**
   * Detects the codec of a file.
   *
   * @param head the first bytes of a file
   * @param length number of bytes in {@code head}
   * @return the codec; empty if it is neither compressed with a known codec nor JSON
   */
  static Optional<CompressionCodec> of(byte[] head, int length) {
    for (CompressionCodec codec : values()) {
      if (codec != PLAIN && codec.begins(head, length)) {
        return Optional.of(codec);
      }
    }
    for (int i = 0; i < length; i++) {
      if (head[i] == '{' || head[i] == '[') {
        return Optional.of(PLAIN);
      }
      if (head[i] != ' ' && head[i] != '\n' && head[i] != '\r' && head[i] != '\t') {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The codec according to a file's extension; plain text if it has none. */
  static CompressionCodec ofName(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    for (String suffix : new String[] {".inprogress", ".compact"}) {
      if (name.endsWith(suffix)) {
        name = name.substring(0, name.length() - suffix.length());
      }
    }
    for (CompressionCodec codec : values()) {
      if (codec != PLAIN && name.endsWith("." + codec.extension)) {
        return codec;
      }
    }
    return PLAIN;
  }

  private boolean begins(byte[] head, int length) {
    if (length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (head[i] != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
