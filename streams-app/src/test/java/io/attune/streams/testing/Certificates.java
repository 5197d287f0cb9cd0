package io.attune.streams.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority for tests: signs certificates for names and times of its own choosing, in
 * PEM files and keystores. Java reads X.509 but does not write it, so a few lines of DER do.
 */
public final class Certificates {
  /** Password of every keystore. */
  public static final String PASSWORD = "keystore-secret";

  private static final byte[] ECDSA_SHA256 = oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02);
  private static final byte[] COMMON_NAME = oid(0x55, 0x04, 0x03);
  private static final byte[] BASIC_CONSTRAINTS = oid(0x55, 0x1d, 0x13);
  private static final byte[] ALTERNATIVE_NAMES = oid(0x55, 0x1d, 0x11);
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path directory;
  private final String name;
  private final KeyPair keys = keyPair();
  private final Certificate certificate;

  /**
   * A certificate with its key, each in three forms.
   *
   * @param chain PEM file of the certificate
   * @param key PEM file of the key
   * @param keystore PKCS #12 file of both
   */
  public record Issued(Path chain, Path key, Path keystore) {}

  private Certificates(Path directory, String name) {
    this.directory = directory;
    this.name = name;
    try {
      Files.createDirectories(directory);
      Instant now = Instant.now();
      certificate =
          sign(name, keys, List.of(), true, now.minusSeconds(60), now.plusSeconds(86_400));
      Files.writeString(file(), pem("CERTIFICATE", certificate.getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Certificates authority(Path directory, String name) {
    return new Certificates(directory, name);
  }

  /** PEM file of the authority's own certificate. */
  public Path file() {
    return directory.resolve("authority.pem");
  }

  /** A context that trusts this authority alone. */
  public SSLContext trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", certificate);
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /**
   * Signs a certificate that holds from now on.
   *
   * @param names such as {@code dns:localhost,ip:127.0.0.1}; empty for none
   */
  public Issued issue(String file, String commonName, String names, int days) {
    Instant now = Instant.now();
    return issue(file, commonName, names, now.minusSeconds(60), now.plus(Duration.ofDays(days)));
  }

  public Issued issue(String file, String commonName, String names, Instant from, Instant until) {
    try {
      KeyPair own = keyPair();
      List<String> alternatives = names.isEmpty() ? List.of() : List.of(names.split(","));
      Certificate signed = sign(commonName, own, alternatives, false, from, until);
      Path chain = directory.resolve(file + ".pem");
      Files.writeString(chain, pem("CERTIFICATE", signed.getEncoded()));
      Path key = directory.resolve(file + ".key");
      Files.writeString(key, pem("PRIVATE KEY", own.getPrivate().getEncoded()));
      Path keystore = directory.resolve(file + ".p12");
      write(keystore, own.getPrivate(), signed);
      return new Issued(chain, key, keystore);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(Path keystore, PrivateKey key, Certificate signed)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", key, PASSWORD.toCharArray(), new Certificate[] {signed, certificate});
    try (OutputStream out = Files.newOutputStream(keystore)) {
      store.store(out, PASSWORD.toCharArray());
    }
  }

  private Certificate sign(
      String commonName,
      KeyPair subject,
      List<String> names,
      boolean authority,
      Instant from,
      Instant until)
      throws IOException, GeneralSecurityException {
    List<byte[]> extensions = new ArrayList<>();
    if (authority) {
      byte[] isAuthority = sequence(der(0x01, new byte[] {(byte) 0xff}));
      extensions.add(
          sequence(BASIC_CONSTRAINTS, der(0x01, new byte[] {(byte) 0xff}), der(0x04, isAuthority)));
    }
    if (!names.isEmpty()) {
      List<byte[]> all = new ArrayList<>();
      for (String alternative : names) {
        all.add(alternative(alternative));
      }
      byte[] list = sequence(all.toArray(byte[][]::new));
      extensions.add(sequence(ALTERNATIVE_NAMES, der(0x04, list)));
    }
    List<byte[]> fields = new ArrayList<>();
    fields.add(der(0xa0, der(0x02, new byte[] {2})));
    fields.add(der(0x02, new BigInteger(63, new SecureRandom()).toByteArray()));
    fields.add(sequence(ECDSA_SHA256));
    fields.add(distinguished(name));
    fields.add(sequence(time(from), time(until)));
    fields.add(distinguished(commonName));
    fields.add(subject.getPublic().getEncoded());
    if (!extensions.isEmpty()) {
      fields.add(der(0xa3, sequence(extensions.toArray(byte[][]::new))));
    }
    byte[] body = sequence(fields.toArray(byte[][]::new));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(body);
    byte[] signed = der(0x03, concat(new byte[] {0}, signature.sign()));
    byte[] whole = sequence(body, sequence(ECDSA_SHA256), signed);
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new java.io.ByteArrayInputStream(whole));
  }

  private static byte[] alternative(String text) throws IOException {
    String value = text.substring(text.indexOf(':') + 1);
    return text.startsWith("ip:")
        ? der(0x87, InetAddress.getByName(value).getAddress())
        : der(0x82, value.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] distinguished(String commonName) throws IOException {
    byte[] value = der(0x0c, commonName.getBytes(StandardCharsets.UTF_8));
    return sequence(der(0x31, sequence(COMMON_NAME, value)));
  }

  private static byte[] time(Instant instant) throws IOException {
    return der(0x17, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + kind
        + "-----\n";
  }

  private static byte[] oid(int... bytes) {
    byte[] value = new byte[bytes.length + 2];
    value[0] = 0x06;
    value[1] = (byte) bytes.length;
    for (int i = 0; i < bytes.length; i++) {
      value[i + 2] = (byte) bytes[i];
    }
    return value;
  }

  private static byte[] sequence(byte[]... parts) throws IOException {
    return der(0x30, concat(parts));
  }

  private static byte[] concat(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return all.toByteArray();
  }

  private static byte[] der(int tag, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length < 0x100) {
      out.write(0x81);
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length & 0xff);
    }
    out.write(content);
    return out.toByteArray();
  }
}
