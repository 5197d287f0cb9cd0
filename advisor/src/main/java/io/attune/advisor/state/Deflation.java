package io.attune.advisor.state;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Content that repeats itself, made small and restored: a raw deflate stream. */
final class Deflation {
  private static final int LARGEST = 1 << 28;

  private Deflation() {}

  static byte[] deflate(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(plain);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(64, plain.length / 4));
      byte[] buffer = new byte[4096];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /**
   * Restores content.
   *
   * @param size bytes that it had, as it was written
   * @param origin where it stands, for messages
   */
  static byte[] inflate(byte[] deflated, int size, StateReader origin) {
    if (size > LARGEST) {
      throw origin.damaged("it claims to hold " + size + " bytes");
    }
    Inflater inflater = new Inflater(true);
    try {
      // zlib wants one more byte after a raw stream.
      inflater.setInput(Arrays.copyOf(deflated, deflated.length + 1));
      byte[] plain = new byte[size];
      int done = 0;
      while (done < size) {
        int more = inflater.inflate(plain, done, size - done);
        if (more == 0) {
          throw origin.damaged("it is cut off after " + done + " of " + size + " bytes");
        }
        done += more;
      }
      // The end of the stream is seen only when more is asked for.
      if (inflater.inflate(new byte[1]) > 0 || inflater.getRemaining() > 1) {
        throw origin.damaged("more follows than the " + size + " bytes it claims to hold");
      }
      return plain;
    } catch (DataFormatException e) {
      throw origin.damaged("it does not inflate", e);
    } finally {
      inflater.end();
    }
  }
}
