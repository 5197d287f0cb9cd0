package io.attune.eventlog;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * How far an archive was read that is made anew, of a log as it is now, each time it is asked for:
 * that of a History Server. It comes from its beginning each time, so that it is asked for less
 * often the longer it takes.
 */
final class GrowingArchive {

  /** At most a tenth of the time is spent on it. */
  private static final int PAUSE = 9;

  private final int maxLine;
  private final CRC32 read = new CRC32();
  private long textBytes;
  private long storedBytes;
  private long notBefore = System.nanoTime();

  GrowingArchive(int maxLine) {
    this.maxLine = maxLine;
  }

  /** Bytes as stored that have been read. */
  long offset() {
    return storedBytes;
  }

  /**
   * Reads what was added.
   *
   * @param last whether nothing will be added any more
   */
  void read(StoredFile file, boolean last, GrowingFile.Reader reader) throws IOException {
    long begin = System.nanoTime();
    if (!last && begin - notBefore < 0) {
      return;
    }
    if (!goOn(file, last, reader)) {
      // Compacted: other lines stand where those were that were read. What comes twice counts once.
      textBytes = 0;
      read.reset();
      goOn(file, last, reader);
    }
    long end = System.nanoTime();
    notBefore = end + PAUSE * (end - begin);
  }

  /** Passes what follows; false when what was read before is not there any more. */
  private boolean goOn(StoredFile file, boolean last, GrowingFile.Reader reader)
      throws IOException {
    try (GrowingFile.Stored stored = new GrowingFile.Stored(file.open(0));
        InputStream text = new Damaged(new ZippedText(stored))) {
      if (!beginsAsBefore(text)) {
        return false;
      }
      if (last) {
        reader.lines(text);
      } else {
        lines(text, reader);
      }
      storedBytes = stored.count();
    }
    return true;
  }

  private void lines(InputStream text, GrowingFile.Reader reader) throws IOException {
    CompleteLines lines = new CompleteLines(text, new byte[0], maxLine);
    try {
      reader.lines(new CheckedInputStream(lines, read));
    } catch (DamageException e) {
      // The last piece of compressed data is half written.
      return;
    } finally {
      textBytes += lines.passedOn();
    }
  }

  private boolean beginsAsBefore(InputStream text) throws IOException {
    CRC32 again = new CRC32();
    byte[] buffer = new byte[1 << 13];
    long left = textBytes;
    while (left > 0) {
      int count = text.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        return false;
      }
      again.update(buffer, 0, count);
      left -= count;
    }
    return again.getValue() == read.getValue();
  }
}
