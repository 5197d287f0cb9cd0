package io.attune.server.access;

import static java.util.Objects.requireNonNull;

import io.attune.streams.config.ConfigurationException;
import io.attune.streams.config.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file with who may read and who may operate. It is looked at again every few seconds, so that
 * a line that is taken out ends what it allowed; one that cannot be read leaves all as it was.
 */
final class CredentialFile {
  private static final Logger LOG = LoggerFactory.getLogger(CredentialFile.class);
  private static final long BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(2);

  private final Path file;
  private final LongSupplier nanoTime;
  private volatile Lines lines;
  private long lookedAt;

  /** What stood there, and how the file looked then. */
  private record Lines(
      Object stamp, Map<String, Credential> tokens, Map<String, Credential> byName) {}

  /**
   * @throws ConfigurationException when it cannot be read
   */
  CredentialFile(Path file, LongSupplier nanoTime) {
    this.file = requireNonNull(file, "file is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    this.lines = read();
    this.lookedAt = nanoTime.getAsLong();
  }

  /** Whose token this is. */
  Optional<Credential> withToken(String token) {
    // The hash is looked up, so that time tells nothing about the token.
    return Optional.ofNullable(current().tokens().get("sha256$" + Credential.sha256(token)));
  }

  /** The credential of this name, of either kind. */
  Optional<Credential> named(String name) {
    return Optional.ofNullable(current().byName().get(name));
  }

  private Lines current() {
    long now = nanoTime.getAsLong();
    synchronized (this) {
      if (now - lookedAt < BETWEEN_LOOKS) {
        return lines;
      }
      lookedAt = now;
      try {
        if (!stamp().equals(lines.stamp())) {
          lines = read();
          LOG.info("Read the credentials in {} again", file);
        }
      } catch (ConfigurationException | IOException e) {
        LOG.warn("What was read before counts on: {}", e.getMessage());
      }
      return lines;
    }
  }

  private Object stamp() throws IOException {
    return List.of(Files.getLastModifiedTime(file), Files.size(file));
  }

  private Lines read() {
    Map<String, Credential> tokens = new HashMap<>();
    Map<String, Credential> byName = new HashMap<>();
    try {
      Object stamp = stamp();
      int number = 0;
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        number++;
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        Credential credential = parse(line, number);
        if (byName.put(credential.name(), credential) != null) {
          throw refusal(number, credential.name() + " is there twice", null);
        }
        if (credential.isToken()) {
          tokens.put(credential.hash(), credential);
        }
      }
      if (byName.isEmpty()) {
        throw new ConfigurationException(
            "The file "
                + file
                + " in "
                + Options.HTTP_CREDENTIALS_FILE
                + " has no line; \"attune credential NAME --role operate\" makes one.");
      }
      return new Lines(stamp, Map.copyOf(tokens), Map.copyOf(byName));
    } catch (IOException e) {
      throw new ConfigurationException(
          "The file "
              + file
              + " in "
              + Options.HTTP_CREDENTIALS_FILE
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + ").",
          e);
    }
  }

  private Credential parse(String line, int number) {
    try {
      return Credential.parse(line);
    } catch (IllegalArgumentException e) {
      throw refusal(number, e.getMessage(), e);
    }
  }

  private ConfigurationException refusal(int number, String why, Exception cause) {
    return new ConfigurationException(
        "Line " + number + " of the credentials in " + file + ": " + why + ".", cause);
  }
}
