package io.attune.server.access;

import static java.util.Objects.requireNonNull;

import io.attune.server.http.Role;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A line of the credentials file: a name, what it may do, and the hash of its token or password. A
 * token is random, so one round of SHA-256 keeps it; a password is stretched.
 *
 * @param name name of the person or program
 * @param role what it may do
 * @param hash {@code sha256$…} of a token, or {@code pbkdf2-sha512$rounds$salt$…} of a password
 */
public record Credential(String name, Role role, String hash) {
  private static final String TOKEN = "sha256";
  private static final String PASSWORD = "pbkdf2-sha512";
  private static final Pattern TOKEN_HASH = Pattern.compile("sha256[$][0-9a-f]{64}");
  private static final Pattern PASSWORD_HASH =
      Pattern.compile("pbkdf2-sha512[$][0-9]{1,8}[$][\\w-]{16,64}[$][\\w-]{43}");
  private static final Pattern NAME = Pattern.compile("[\\w.@+-]{1,100}");

  /** As OWASP advises for PBKDF2 with HMAC-SHA-512. */
  private static final int ROUNDS = 210_000;

  static final int FEWEST_ROUNDS = 10_000;
  private static final int KEY_BITS = 256;
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** Checks the fields. */
  public Credential {
    requireNonNull(role, "role is null");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a name has letters, digits and . _ @ + - only, and 100 at most");
    }
    if (!TOKEN_HASH.matcher(hash).matches() && !PASSWORD_HASH.matcher(hash).matches()) {
      throw new IllegalArgumentException(
          "a hash is one that \"attune credential\" made, not the token or password itself");
    }
    if (hash.startsWith(PASSWORD) && rounds(hash) < FEWEST_ROUNDS) {
      throw new IllegalArgumentException("a password is hashed in too few rounds");
    }
  }

  /** A token that nobody can guess. */
  public static String newToken() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return "attune_" + BASE64.encodeToString(bytes);
  }

  /** A credential with a token. */
  public static Credential ofToken(String name, Role role, String token) {
    return new Credential(name, role, TOKEN + "$" + sha256(token));
  }

  /** A credential with a password. */
  public static Credential ofPassword(String name, Role role, String password) {
    return ofPassword(name, role, password, ROUNDS);
  }

  static Credential ofPassword(String name, Role role, String password, int rounds) {
    byte[] salt = new byte[16];
    RANDOM.nextBytes(salt);
    return new Credential(name, role, stretched(password, rounds, salt));
  }

  /** One that no password matches; finding that out takes as long as for any other. */
  static Credential ofNobody() {
    String salt = BASE64.encodeToString(new byte[16]);
    String key = BASE64.encodeToString(new byte[KEY_BITS / Byte.SIZE]);
    return new Credential("nobody", Role.READ, String.join("$", PASSWORD, "" + ROUNDS, salt, key));
  }

  /**
   * Reads a line of the file.
   *
   * @throws IllegalArgumentException one clause that says what is wrong, and not what stands there
   */
  static Credential parse(String line) {
    List<String> words = List.of(line.strip().split("\\s+"));
    if (words.size() != 3) {
      throw new IllegalArgumentException("it has to be a name, a role and a hash");
    }
    return new Credential(words.get(0), role(words.get(1)), words.get(2));
  }

  private static Role role(String word) {
    return switch (word) {
      case "read" -> Role.READ;
      case "operate" -> Role.OPERATE;
      default -> throw new IllegalArgumentException("a role is read or operate");
    };
  }

  /** As it stands in the file. */
  public String line() {
    return name + " " + role.name().toLowerCase(Locale.ROOT) + " " + hash;
  }

  boolean isToken() {
    return hash.startsWith(TOKEN);
  }

  /** Whether this is the token or password; a password takes a tenth of a second. */
  boolean matches(String secret) {
    String given =
        isToken() ? TOKEN + "$" + sha256(secret) : stretched(secret, rounds(hash), salt(hash));
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static int rounds(String hash) {
    return Integer.parseInt(hash.split("[$]")[1]);
  }

  private static byte[] salt(String hash) {
    return Base64.getUrlDecoder().decode(hash.split("[$]")[2]);
  }

  private static String stretched(String password, int rounds, byte[] salt) {
    char[] characters = password.toCharArray();
    try {
      byte[] key =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
              .generateSecret(new PBEKeySpec(characters, salt, rounds, KEY_BITS))
              .getEncoded();
      return PASSWORD
          + "$"
          + rounds
          + "$"
          + BASE64.encodeToString(salt)
          + "$"
          + BASE64.encodeToString(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2 with HMAC-SHA-512", e);
    } finally {
      Arrays.fill(characters, '\0');
    }
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return name + " " + role;
  }
}
