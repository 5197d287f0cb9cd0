package io.attune.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
  private static final String PASSWORD = "changeit";

  @TempDir Path directory;

  @Test
  void trustsWhatItsTrustStoreHolds() throws Exception {
    Path store = directory.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Paths.get(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor()).isZero();
    try (FakeServer server = FakeServer.start(serverContext(store))) {
      HttpSchemaRegistryClient trusting =
          new HttpSchemaRegistryClient(
              new RegistryConfig(
                  Map.of(
                      RegistryConfig.URL,
                      server.url(),
                      "schema.registry.ssl.truststore.location",
                      store.toString(),
                      "schema.registry.ssl.truststore.password",
                      PASSWORD,
                      "schema.registry.ssl.truststore.type",
                      "PKCS12")));
      assertThat(trusting.schemaById(1)).isEqualTo(Schema.create(Schema.Type.INT));

      HttpSchemaRegistryClient distrusting =
          new HttpSchemaRegistryClient(
              new RegistryConfig(
                  Map.of(RegistryConfig.URL, server.url(), RegistryConfig.MAX_RETRIES, "0")));
      assertThatThrownBy(() -> distrusting.schemaById(1))
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining("signed by no authority that is trusted here")
          .hasMessageContaining("schema.registry.ssl.truststore.location");
    }
  }

  private static SSLContext serverContext(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
