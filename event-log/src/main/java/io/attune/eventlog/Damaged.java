package io.attune.eventlog;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.xerial.snappy.SnappyError;

/**
 * Converts everything that decoders throw for corrupt data, including unchecked exceptions and
 * errors, to a {@link DamageException}.
 */
final class Damaged extends FilterInputStream {

  Damaged(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    throw new UnsupportedOperationException("read in blocks");
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return super.read(target, offset, length);
    } catch (StoreException | DamageException e) {
      // The data may be whole, as it could not be had; or it was found to be damaged below.
      throw e;
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException | SnappyError e) {
      throw new DamageException(e);
    }
  }
}
