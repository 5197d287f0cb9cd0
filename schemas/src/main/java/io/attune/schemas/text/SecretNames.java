package io.attune.schemas.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells by the name of a property, column, option, variable or header whether its value is a
 * secret. A name is taken apart into words ({@code fs.s3a.secretKey}: fs, s3a, secret, key).
 */
final class SecretNames {

  /** How sure a name makes it. */
  enum Strength {
    /** Not a secret. */
    NONE,
    /** A secret if the value looks like one. */
    WEAK,
    /** A secret unless the value says the opposite. */
    STRONG,
    /** What is sent as HTTP header and has a scheme before it, or several values. */
    HEADER
  }

  /** In which words triggers a look at the name around them. */
  static final List<String> TRIGGERS =
      List.of(
          "pass",
          "pwd",
          "passwort",
          "kennwort",
          "secret",
          "token",
          "cred",
          "key",
          "auth",
          "sig",
          "sas",
          "jaas",
          "cookie",
          "dsn",
          "jwt",
          "bearer",
          "userinfo",
          "user.info",
          "user_info",
          "connectionstring",
          "connection.string",
          "connection_string",
          "connection-string",
          "webhook",
          "otp",
          "pw",
          "?code",
          "&code",
          "hmac");

  /** A word that is, or ends with, one of these makes the name a strong one. */
  private static final List<String> STRONG =
      List.of("password", "passwd", "passphrase", "passcode", "passwort", "kennwort", "secret");

  private static final List<String> STRONG_ENDINGS =
      List.of(
          "apikey",
          "accesskey",
          "privatekey",
          "secretkey",
          "encryptionkey",
          "signingkey",
          "sharedkey",
          "masterkey",
          "storagekey",
          "authkey",
          "keypass",
          "storepass",
          "pwd");

  private static final Set<String> WEAK =
      Set.of(
          "token",
          "auth",
          "credential",
          "credentials",
          "creds",
          "pass",
          "pw",
          "sig",
          "signature",
          "dsn",
          "jwt",
          "bearer",
          "webhook",
          "otp",
          "hmac",
          "sas");

  /** What a key has to be of to be secret: primary, sort or partition keys are not. */
  private static final Set<String> OF_KEYS =
      Set.of(
          "access",
          "aes",
          "api",
          "auth",
          "cipher",
          "crypto",
          "decryption",
          "encryption",
          "hmac",
          "master",
          "pgp",
          "private",
          "secret",
          "shared",
          "signing",
          "ssh",
          "storage",
          "subscription");

  /** The same, but may as well be a column with numbers. */
  private static final Set<String> MAYBE_OF_KEYS =
      Set.of(
          "account",
          "admin",
          "app",
          "application",
          "client",
          "consumer",
          "cosmos",
          "deploy",
          "function",
          "functions",
          "host",
          "ingest",
          "ingestion",
          "instrumentation",
          "integration",
          "license",
          "root",
          "sas",
          "server",
          "service",
          "user",
          "webhook",
          "write");

  /** A name that ends so is about a secret and does not hold one. */
  private static final Set<String> ABOUT =
      Set.of(
          "enabled",
          "enable",
          "disabled",
          "type",
          "class",
          "classname",
          "provider",
          "providers",
          "factory",
          "algorithm",
          "algo",
          "size",
          "length",
          "bits",
          "count",
          "expiry",
          "expiration",
          "expires",
          "expired",
          "timeout",
          "ttl",
          "interval",
          "period",
          "seconds",
          "millis",
          "ms",
          "minutes",
          "url",
          "uri",
          "endpoint",
          "port",
          "file",
          "filename",
          "path",
          "dir",
          "directory",
          "location",
          "name",
          "names",
          "policy",
          "mode",
          "version",
          "format",
          "exception",
          "error",
          "failure",
          "manager",
          "required",
          "lifetime",
          "kind",
          "alias",
          "index",
          "renewal",
          "resolver",
          "scope",
          "tokens",
          "column",
          "columns",
          "ref");

  private final List<String> more;

  /**
   * Creates it.
   *
   * @param more parts of further secret names, in lower case
   */
  SecretNames(List<String> more) {
    this.more = more;
  }

  /** Judges a name. */
  Strength of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String part : more) {
      if (lower.contains(part)) {
        return Strength.STRONG;
      }
    }
    List<String> words = words(name);
    if (words.isEmpty() || isClassName(name)) {
      return Strength.NONE;
    }
    int last = words.size() - 1;
    if (ABOUT.contains(words.get(last)) || isId(words) || isWorkingDirectory(name)) {
      return Strength.NONE;
    }
    if (isHeader(words)) {
      return Strength.HEADER;
    }
    for (int i = 0; i <= last; i++) {
      if (isStrong(words.get(i)) || isKey(words, i, OF_KEYS)) {
        return Strength.STRONG;
      }
    }
    for (int i = 0; i <= last; i++) {
      if (isKey(words, i, MAYBE_OF_KEYS)) {
        return Strength.WEAK;
      }
    }
    return ofEnd(words, lower);
  }

  private static Strength ofEnd(List<String> words, String lower) {
    int last = words.size() - 1;
    String end = words.get(last);
    String before = last == 0 ? "" : words.get(last - 1);
    if (end.equals("config") && before.equals("jaas")
        || end.equals("info") && before.equals("user")
        || end.equals("userinfo")
        || end.equals("string") && before.equals("connection")
        || end.equals("connectionstring")) {
      return Strength.STRONG;
    }
    boolean token =
        end.endsWith("token")
            || end.endsWith("accountkey")
            || end.endsWith("pw") && end.length() <= 8
            || end.endsWith("pass") && isPassword(end)
            || words.contains("sas");
    return token || WEAK.contains(end) || lower.equals("code") ? Strength.WEAK : Strength.NONE;
  }

  private static boolean isPassword(String word) {
    return !Set.of("bypass", "compass", "trespass", "encompass", "surpass", "overpass")
        .contains(word);
  }

  private static boolean isStrong(String word) {
    for (String part : STRONG) {
      if (word.contains(part)) {
        return true;
      }
    }
    for (String ending : STRONG_ENDINGS) {
      if (word.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }

  /** {@code api.key}, {@code account.key.of.whom}. */
  private static boolean isKey(List<String> words, int index, Set<String> owners) {
    String word = words.get(index);
    return index > 0
        && (word.equals("key") || word.equals("keys"))
        && owners.contains(words.get(index - 1));
  }

  /** An id is no secret, unless it is one of a key or of a secret. */
  private static boolean isId(List<String> words) {
    int last = words.size() - 1;
    return words.get(last).equals("id")
        && (last == 0 || !Set.of("key", "secret").contains(words.get(last - 1)))
        && !words.get(Math.max(0, last - 1)).endsWith("key");
  }

  /** The shell's variables of the working directory. */
  private static boolean isWorkingDirectory(String name) {
    return name.equals("PWD") || name.equals("OLDPWD") || name.endsWith("Env.PWD");
  }

  private static boolean isHeader(List<String> words) {
    String last = words.get(words.size() - 1);
    return last.equals("cookie")
        || last.equals("authorization")
            && (words.size() == 1 || Set.of("proxy", "x").contains(words.get(words.size() - 2)));
  }

  /** {@code org.apache.hadoop.security.token.SecretManager} is a class and no property. */
  private static boolean isClassName(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0
        && dot + 2 < name.length()
        && Character.isUpperCase(name.charAt(dot + 1))
        && Character.isLowerCase(name.charAt(dot + 2))
        && (name.startsWith("org.")
            || name.startsWith("com.")
            || name.startsWith("io.")
            || name.startsWith("java.")
            || name.startsWith("javax.security.")
            || name.startsWith("net.")
            || name.startsWith("scala."));
  }

  /** The words of a name in lower case, without digits at their ends. */
  static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || !Character.isLetterOrDigit(name.charAt(i))) {
        add(words, name, start, i);
        start = i + 1;
      } else if (i > start && beginsWord(name, i)) {
        add(words, name, start, i);
        start = i;
      }
    }
    return words;
  }

  /** Between a small letter and a capital; before the last of several capitals. */
  private static boolean beginsWord(String name, int i) {
    return Character.isUpperCase(name.charAt(i))
        && (!Character.isUpperCase(name.charAt(i - 1))
            || i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1)));
  }

  private static void add(List<String> words, String name, int start, int end) {
    int to = end;
    while (to > start && Character.isDigit(name.charAt(to - 1))) {
      to--;
    }
    if (to > start) {
      words.add(name.substring(start, to).toLowerCase(Locale.ROOT));
    }
  }
}
