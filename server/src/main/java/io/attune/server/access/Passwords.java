package io.attune.server.access;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Checks names with passwords. Stretching takes a tenth of a second of a core, so one is done at a
 * time, and what was right is remembered by a keyed hash for as long as its line stands.
 */
final class Passwords {
  private static final int MOST_REMEMBERED = 1_000;

  private final CredentialFile credentials;
  private final Semaphore oneAtATime = new Semaphore(1, true);
  private final String salt;

  /** Takes the time of a name that is known for one that is not. */
  private final Credential nobody = Credential.ofNobody();

  private final Map<String, String> right =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  Passwords(CredentialFile credentials) {
    this.credentials = requireNonNull(credentials, "credentials is null");
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    this.salt = HexFormat.of().formatHex(bytes);
  }

  /** The credential of this name, when the password is its own. */
  Optional<Credential> check(String name, String password) {
    Optional<Credential> credential = credentials.named(name).filter(known -> !known.isToken());
    String fingerprint = Credential.sha256(salt + name + "\0" + password);
    String hash = credential.map(Credential::hash).orElse("");
    synchronized (right) {
      if (!hash.isEmpty() && hash.equals(right.get(fingerprint))) {
        return credential;
      }
    }
    oneAtATime.acquireUninterruptibly();
    try {
      if (!credential.orElse(nobody).matches(password) || credential.isEmpty()) {
        return Optional.empty();
      }
    } finally {
      oneAtATime.release();
    }
    synchronized (right) {
      right.put(fingerprint, hash);
    }
    return credential;
  }
}
