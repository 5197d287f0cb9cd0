package io.attune.server.access;

import static java.util.Objects.requireNonNull;

import io.attune.server.http.Certificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** A certificate and its key in PEM files or in a keystore; Kafka's code reads either. */
final class ServerCertificate implements Certificate {
  private final List<Path> files;
  private final boolean pem;
  private final String password;
  private Object stamp = List.of();

  private ServerCertificate(List<Path> files, boolean pem, String password) {
    this.files = List.copyOf(files);
    this.pem = pem;
    this.password = requireNonNull(password, "password is null");
  }

  static ServerCertificate ofPem(Path chain, Path key, String password) {
    return new ServerCertificate(List.of(chain, key), true, password);
  }

  static ServerCertificate ofKeystore(Path keystore, String password) {
    return new ServerCertificate(List.of(keystore), false, password);
  }

  @Override
  public synchronized SSLContext load() throws IOException {
    stamp = stamp();
    DefaultSslEngineFactory factory = new DefaultSslEngineFactory();
    try {
      factory.configure(new ConfigDef().withClientSslSupport().parse(settings()));
      return factory.sslContext();
    } catch (KafkaException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new IOException(
          files + " cannot be used for HTTPS: " + cause.getMessage() + "; check http.tls.*", e);
    }
  }

  @Override
  public synchronized Optional<SSLContext> renewed() throws IOException {
    return stamp().equals(stamp) ? Optional.empty() : Optional.of(load());
  }

  private Object stamp() throws IOException {
    List<Object> times = new ArrayList<>();
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        throw new IOException(file + " cannot be read; check http.tls.*");
      }
      times.add(Files.getLastModifiedTime(file));
    }
    return times;
  }

  private Map<String, Object> settings() throws IOException {
    Map<String, Object> settings = new HashMap<>();
    if (pem) {
      settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
      settings.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, text(files.get(0)));
      settings.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, text(files.get(1)));
    } else {
      boolean jks = files.get(0).toString().endsWith(".jks");
      settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, jks ? "JKS" : "PKCS12");
      settings.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, files.get(0).toString());
      settings.put(SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG, password);
    }
    if (!password.isEmpty()) {
      settings.put(SslConfigs.SSL_KEY_PASSWORD_CONFIG, password);
    }
    return settings;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.US_ASCII);
  }
}
