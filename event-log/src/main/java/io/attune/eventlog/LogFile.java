package io.attune.eventlog;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** Opens one file of an event log, with a clear message if it is not one. */
final class LogFile {

  private LogFile() {}

  /**
   * An opened file.
   *
   * @param format how it is stored, for messages
   * @param text its text
   */
  record Opened(String format, InputStream text) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      text.close();
    }
  }

  /**
   * Opens a file as text.
   *
   * @param file file
   * @param readBytes receives the number of compressed bytes read, after each read
   * @throws EventLogException if it is empty or has an unknown format
   */
  static Opened open(StoredFile file, LongConsumer readBytes) throws IOException {
    return opened(file, new Counting(file.open(0), readBytes));
  }

  /**
   * Opens the beginning of a file as text.
   *
   * @param bytes how much of what is stored is read at most
   * @throws EventLogException if it is empty or has an unknown format
   */
  static Opened head(StoredFile file, int bytes) throws IOException {
    return opened(file, file.head(bytes));
  }

  private static Opened opened(StoredFile file, InputStream stored) throws IOException {
    PushbackInputStream in = new PushbackInputStream(stored, CompressionCodec.HEAD);
    try {
      byte[] head = new byte[CompressionCodec.HEAD];
      int length = in.readNBytes(head, 0, head.length);
      if (length == 0) {
        throw new EventLogException(
            file + " is empty: give a log that Spark has written events to.");
      }
      in.unread(head, 0, length);
      if (ZippedText.begins(head, length)) {
        return new Opened("zip", new ZippedText(in));
      }
      CompressionCodec codec =
          CompressionCodec.of(head, length).orElseThrow(() -> unknown(file, head, length));
      return new Opened(codec.label(), decode(codec, in, file));
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static InputStream decode(CompressionCodec codec, InputStream in, StoredFile file)
      throws StoreException {
    try {
      return codec.decode(in);
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new EventLogException(
          "The "
              + codec.label()
              + " data of "
              + file
              + " breaks off at its very beginning: copy it again from spark.eventLog.dir.",
          e);
    }
  }

  static EventLogException unknown(StoredFile file, byte[] head, int length) {
    if (isPage(head, length)) {
      return new EventLogException(
          file
              + " is a web page and no Spark event log: check the address, and give credentials"
              + " where the server asks for a login.");
    }
    CompressionCodec promised = CompressionCodec.ofName(file.name());
    String bytes = HexFormat.ofDelimiter(" ").formatHex(head, 0, Math.min(8, length));
    if (promised != CompressionCodec.PLAIN) {
      return new EventLogException(
          file
              + " is named as "
              + promised.label()
              + " but begins with the bytes "
              + bytes
              + ", which is not "
              + promised.label()
              + ": copy it again from spark.eventLog.dir.");
    }
    return new EventLogException(
        file
            + " is not a Spark event log: it begins with the bytes "
            + bytes
            + ", which is neither JSON nor zstd, lz4, snappy, lzf or gzip; give a log that Spark wrote"
            + " to spark.eventLog.dir.");
  }

  /** What servers send instead of what was asked for: a page that asks for a login, an error. */
  private static boolean isPage(byte[] head, int length) {
    String text = new String(head, 0, length, StandardCharsets.US_ASCII).stripLeading();
    return text.regionMatches(true, 0, "<!doct", 0, 6)
        || text.regionMatches(true, 0, "<html", 0, 5);
  }

  private static final class Counting extends FilterInputStream {
    private final LongConsumer readBytes;

    Counting(InputStream in, LongConsumer readBytes) {
      super(in);
      this.readBytes = readBytes;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      if (value >= 0) {
        readBytes.accept(1);
      }
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      if (count > 0) {
        readBytes.accept(count);
      }
      return count;
    }
  }
}
