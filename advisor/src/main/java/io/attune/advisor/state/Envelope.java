package io.attune.advisor.state;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * What every stored state begins with: one byte of version, the length of the content when it is
 * deflated and 0 when it stands as it is, and the content.
 */
public final class Envelope {
  private static final int LARGEST = 1 << 28;

  private Envelope() {}

  /**
   * Puts content into an envelope.
   *
   * @param version version of the content's format, 1 to 127
   * @param content what to wrap
   * @param deflateFrom size in bytes from which content is deflated
   */
  public static byte[] wrap(int version, StateWriter content, int deflateFrom) {
    StateWriter out = new StateWriter();
    out.writeByte(version);
    if (content.size() < deflateFrom) {
      out.writeUnsigned(0).writeRaw(content.toBytes());
    } else {
      out.writeUnsigned(content.size()).writeRaw(deflate(content.toBytes()));
    }
    return out.toBytes();
  }

  /**
   * Opens an envelope.
   *
   * @param bytes what {@link #wrap} made
   * @param newest highest version that can be read
   * @param what what it is, for error messages
   * @return the content
   * @throws StateFormatException when the version is unknown or the bytes are damaged
   */
  public static StateReader unwrap(byte[] bytes, int newest, String what) {
    StateReader in = new StateReader(bytes, what);
    in.readVersion(newest);
    int size = in.readCount();
    byte[] rest = in.readRest();
    if (size > LARGEST) {
      throw new StateFormatException(
          "The " + what + " is damaged: it claims to hold " + size + " bytes.");
    }
    return new StateReader(size == 0 ? rest : inflate(rest, size, what), what);
  }

  private static byte[] deflate(byte[] plain) {
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

  private static byte[] inflate(byte[] deflated, int size, String what) {
    Inflater inflater = new Inflater(true);
    try {
      // zlib wants one more byte after a raw stream.
      inflater.setInput(Arrays.copyOf(deflated, deflated.length + 1));
      byte[] plain = new byte[size];
      int done = 0;
      while (done < size) {
        int more = inflater.inflate(plain, done, size - done);
        if (more == 0) {
          throw new StateFormatException(
              "The " + what + " is cut off after " + done + " of " + size + " bytes.");
        }
        done += more;
      }
      return plain;
    } catch (DataFormatException e) {
      throw new StateFormatException("The " + what + " is damaged: it does not inflate.", e);
    } finally {
      inflater.end();
    }
  }
}
