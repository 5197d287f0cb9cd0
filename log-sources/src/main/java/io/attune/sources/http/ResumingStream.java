package io.attune.sources.http;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A file as a stream that goes on where a connection was cut. It has the same bytes as one that was
 * not cut, or fails with a {@link StoreException}; what is read is never taken for the whole.
 */
public final class ResumingStream extends InputStream {

  private final Http http;
  private final Opener opener;
  private final Function<IOException, StoreException> problems;
  private @Nullable Response response;
  private @Nullable String version;
  private final long begin;
  private long position;
  private int failures;
  private boolean ranged;

  /** Opens a file at an offset. */
  @FunctionalInterface
  public interface Opener {
    /**
     * The request for what follows an offset.
     *
     * @param version the file's version when it was opened first; null at first, and where a store
     *     knows none
     */
    Request request(long offset, @Nullable String version) throws IOException;
  }

  private ResumingStream(
      Http http, Opener opener, Function<IOException, StoreException> problems, long offset) {
    this.http = requireNonNull(http, "http is null");
    this.opener = requireNonNull(opener, "opener is null");
    this.problems = requireNonNull(problems, "problems is null");
    this.begin = offset;
    this.position = offset;
  }

  /**
   * Opens a file.
   *
   * @param problems says in a sentence what is wrong
   */
  public static InputStream open(
      Http http, Opener opener, Function<IOException, StoreException> problems, long offset)
      throws StoreException {
    ResumingStream stream = new ResumingStream(http, opener, problems, offset);
    try {
      stream.connect();
    } catch (HttpFailure e) {
      if (e.status() == 416 && offset > 0) {
        return InputStream.nullInputStream();
      }
      throw problems.apply(e);
    } catch (IOException e) {
      throw problems.apply(e);
    }
    return stream;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (true) {
      Response from = response;
      if (from == null) {
        from = reconnect();
      }
      try {
        int count = from.read(target, offset, length);
        if (count > 0) {
          position += count;
          failures = 0;
        }
        return count;
      } catch (IOException e) {
        drop();
        failures++;
        int most = e instanceof SocketTimeoutException ? Http.MOST_STALLS : http.patience().tries();
        if (!Http.isPassing(e) || failures >= most) {
          throw problems.apply(e);
        }
      }
    }
  }

  /** After a cut; the client itself has tried often enough when this fails. */
  private Response reconnect() throws StoreException {
    try {
      Http.sleep(http.patience().pause(failures));
      return connect();
    } catch (HttpFailure e) {
      throw problems.apply(
          e.status() == 412 ? new IOException("it changed while it was read", e) : e);
    } catch (IOException e) {
      throw problems.apply(e);
    }
  }

  private Response connect() throws IOException {
    Response opened = http.open(this::request);
    response = opened;
    if (version == null) {
      version = opened.header("ETag").orElse(null);
    }
    if (ranged && opened.status() == 200) {
      skip(opened);
    }
    return opened;
  }

  /** A server without ranges begins at the beginning. */
  private void skip(Response opened) throws IOException {
    byte[] buffer = new byte[1 << 13];
    long left = position;
    while (left > 0) {
      int count = opened.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0 && position > begin) {
        throw new IOException("it is shorter than it was");
      }
      if (count < 0) {
        return;
      }
      left -= count;
    }
  }

  private Request request() throws IOException {
    Request request = opener.request(position, version);
    ranged = request.headers().containsKey("Range");
    return request;
  }

  private void drop() {
    Response last = response;
    response = null;
    if (last != null) {
      try {
        last.close();
      } catch (IOException e) {
        // It is cut already.
      }
    }
  }

  @Override
  public void close() throws IOException {
    Response last = response;
    response = null;
    if (last != null) {
      last.close();
    }
  }
}
