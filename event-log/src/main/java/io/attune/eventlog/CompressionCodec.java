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
import org.xerial.snappy.SnappyInputStream;

/**
 * How a file is compressed, told by its first bytes, not by its name: names get lost in copies. The
 * framings are those of Spark's own codecs, and those of the command-line tools where they differ.
 */
enum CompressionCodec {
  /** Text. */
  PLAIN("plain text", "") {
    @Override
    InputStream decode(InputStream in) {
      return in;
    }
  },
  /** Zstandard; Spark writes a frame, or many when it goes on after a flush. */
  ZSTD("zstd", "zstd", 0x28, 0xb5, 0x2f, 0xfd) {
    @Override
    InputStream decode(InputStream in) throws IOException {
      return new ZstdInputStream(in);
    }
  },
  /** LZ4 in the framing of lz4-java, which is Spark's. */
  LZ4("lz4", "lz4", 'L', 'Z', '4', 'B', 'l', 'o', 'c', 'k') {
    @Override
    InputStream decode(InputStream in) {
      return LZ4BlockInputStream.newBuilder().withStopOnEmptyBlock(false).build(in);
    }
  },
  /** LZ4 in the framing of the lz4 command. */
  LZ4_FRAME("lz4 (frame)", "lz4", 0x04, 0x22, 0x4d, 0x18) {
    @Override
    InputStream decode(InputStream in) throws IOException {
      return new LZ4FrameInputStream(in);
    }
  },
  /** Snappy in the framing of snappy-java, which is Spark's. */
  SNAPPY("snappy", "snappy", 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0) {
    @Override
    InputStream decode(InputStream in) throws IOException {
      return new SnappyInputStream(in);
    }
  },
  /** LZF. */
  LZF("lzf", "lzf", 'Z', 'V') {
    @Override
    InputStream decode(InputStream in) throws IOException {
      return new LZFInputStream(in);
    }
  },
  /** gzip, as Databricks delivers logs. */
  GZIP("gzip", "gz", 0x1f, 0x8b) {
    @Override
    InputStream decode(InputStream in) throws IOException {
      return new GZIPInputStream(in, 1 << 16);
    }
  };

  /** Bytes needed to tell. */
  static final int HEAD = 64;

  private final String label;
  private final String extension;
  private final byte[] magic;

  CompressionCodec(String label, String extension, int... magic) {
    this.label = label;
    this.extension = extension;
    this.magic = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      this.magic[i] = (byte) magic[i];
    }
  }

  /** Name for messages. */
  String label() {
    return label;
  }

  /** Wraps a stream of compressed bytes. */
  abstract InputStream decode(InputStream in) throws IOException;

  /**
   * Tells the codec.
   *
   * @param head the first bytes of a file
   * @param length how many there are
   * @return empty when they are neither of a codec nor of a JSON object
   */
  static Optional<CompressionCodec> of(byte[] head, int length) {
    for (CompressionCodec codec : values()) {
      if (codec != PLAIN && codec.begins(head, length)) {
        return Optional.of(codec);
      }
    }
    for (int i = 0; i < length; i++) {
      if (head[i] == '{') {
        return Optional.of(PLAIN);
      }
      if (head[i] != ' ' && head[i] != '\n' && head[i] != '\r' && head[i] != '\t') {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The codec that a file's name promises; plain when it promises none. */
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
