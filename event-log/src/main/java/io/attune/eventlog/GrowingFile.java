package io.attune.eventlog;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far a file of a log was read that is still written to. While it grows only whole lines of
 * complete compressed pieces are read; once it is complete, what is left of it, damaged or not. An
 * archive grows in its own way ({@link GrowingArchive}).
 */
final class GrowingFile {

  private static final byte[] NOTHING = new byte[0];

  private final int maxLine;
  private @Nullable CompressionCodec codec;
  private @Nullable GrowingArchive archive;
  private byte[] head = NOTHING;
  private byte[] openLine = NOTHING;
  private long offset;
  private long textBytes;
  private long skipText;
  private boolean complete;

  GrowingFile(int maxLine) {
    this.maxLine = maxLine;
  }

  /** A file that begins with text that was read from another file. */
  static GrowingFile after(GrowingFile read, int maxLine) {
    GrowingFile file = new GrowingFile(maxLine);
    file.skipText = read.textBytes;
    return file;
  }

  /** Receives text. */
  interface Reader {
    /** Whole lines that follow those before. */
    void lines(InputStream text) throws IOException;
  }

  /** Whether nothing is to be read from it any more. */
  boolean isComplete() {
    return complete;
  }

  /** What follows cannot be read. */
  void giveUp() {
    complete = true;
  }

  /** Bytes as stored that have been read. */
  long offset() {
    return archive == null ? offset : archive.offset();
  }

  /** Name of the codec, for messages. */
  String format() {
    return archive != null ? "zip" : codec == null ? CompressionCodec.PLAIN.label() : codec.label();
  }

  /**
   * Reads what was added.
   *
   * @param last whether nothing will be added any more
   * @throws EventLogException when it is of an unknown format
   */
  void read(StoredFile file, boolean last, Reader reader) throws IOException {
    long size = file.entry().sizeBytes();
    if (!last && size > 0 && size <= offset && file.store().tellsGrowth()) {
      return;
    }
    CompressionCodec found = codec == null && archive == null ? detect(file, last) : codec;
    if (archive != null) {
      archive.read(file, last, reader);
      complete = last;
      return;
    }
    if (found == null) {
      complete = last;
      return;
    }
    codec = found;
    try (Stored stored = new Stored(file.open(offset))) {
      if (found == CompressionCodec.PLAIN) {
        text(stored, last, reader);
        offset += stored.count();
      } else if (last) {
        text(found.decode(fromHead(stored)), true, reader);
        offset += stored.count();
      } else {
        WholeFrames frames = new WholeFrames(stored, found.frames());
        if (frames.hasNext()) {
          text(found.decode(fromHead(frames)), false, reader);
          offset += frames.passedOn();
        }
      }
    }
    complete = last;
  }

  /** Snappy's stream header is not repeated. */
  private InputStream fromHead(InputStream stored) {
    return codec == CompressionCodec.SNAPPY && offset > 0
        ? new SequenceInputStream(new ByteArrayInputStream(head), stored)
        : stored;
  }

  private void text(InputStream decoded, boolean last, Reader reader) throws IOException {
    InputStream text = new Damaged(decoded);
    if (last) {
      text = new SequenceInputStream(new ByteArrayInputStream(openLine), text);
      skip(text);
      openLine = NOTHING;
      reader.lines(text);
      return;
    }
    CompleteLines lines = new CompleteLines(text, openLine, maxLine);
    skip(lines);
    reader.lines(lines);
    openLine = lines.rest();
    textBytes += lines.passedOn();
  }

  private void skip(InputStream text) throws IOException {
    byte[] buffer = new byte[1 << 13];
    while (skipText > 0) {
      int count = text.read(buffer, 0, (int) Math.min(buffer.length, skipText));
      if (count < 0) {
        return;
      }
      skipText -= count;
    }
  }

  /** Finds the codec; null until there are bytes enough to tell, and when it is an archive. */
  private @Nullable CompressionCodec detect(StoredFile file, boolean last) throws IOException {
    try (InputStream in = file.head(CompressionCodec.HEAD)) {
      byte[] begin = in.readNBytes(CompressionCodec.HEAD);
      if (begin.length == 0 || begin.length < CompressionCodec.HEAD && !last) {
        return null;
      }
      if (ZippedText.begins(begin, begin.length)) {
        archive = new GrowingArchive(maxLine);
        return null;
      }
      CompressionCodec found =
          CompressionCodec.of(begin, begin.length)
              .orElseThrow(() -> LogFile.unknown(file, begin, begin.length));
      head = Arrays.copyOf(begin, Math.min(begin.length, Frames.SNAPPY_HEADER));
      return found;
    }
  }

  /** Counts. */
  static final class Stored extends InputStream {
    private final InputStream in;
    private long count;

    Stored(InputStream in) {
      this.in = in;
    }

    long count() {
      return count;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int read = in.read(target, from, length);
      count += Math.max(0, read);
      return read;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
