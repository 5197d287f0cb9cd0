package io.attune.server.http;

import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** What the server proves its name with. */
public interface Certificate {
  /**
   * The certificate as it is now.
   *
   * @throws IOException one clause, when it cannot be read
   */
  SSLContext load() throws IOException;

  /** The same when its files have changed since it was last loaded; empty when they have not. */
  Optional<SSLContext> renewed() throws IOException;
}
