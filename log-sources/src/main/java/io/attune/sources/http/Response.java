package io.attune.sources.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An answer, whose body is read as a stream. Closing it early gives the connection up. */
public final class Response extends InputStream {

  private final HttpURLConnection connection;
  private final int status;
  private final InputStream body;
  private final long length;
  private long read;
  private boolean whole;

  Response(HttpURLConnection connection) throws IOException {
    this.connection = connection;
    this.status = connection.getResponseCode();
    InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    this.body = stream == null ? InputStream.nullInputStream() : stream;
    this.length = stream == null ? 0 : connection.getContentLengthLong();
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** A header. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(connection.getHeaderField(name));
  }

  Map<String, String> headers() {
    Map<String, String> all = new HashMap<>();
    connection
        .getHeaderFields()
        .forEach(
            (name, values) -> {
              if (name != null) {
                all.put(name.toLowerCase(Locale.ROOT), values.get(0));
              }
            });
    return all;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * Reads.
   *
   * @throws EOFException when the body ends before its announced length
   */
  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    int got = body.read(target, offset, count);
    if (got < 0) {
      if (length >= 0 && read < length) {
        throw new EOFException("the connection was cut");
      }
      whole = true;
      return -1;
    }
    read += got;
    return got;
  }

  @Override
  public void close() throws IOException {
    if (whole || read == length) {
      body.close();
    } else {
      connection.disconnect();
    }
  }
}
