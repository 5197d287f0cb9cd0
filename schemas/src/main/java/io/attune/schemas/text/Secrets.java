package io.attune.schemas.text;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/**
 * Takes secrets out of texts, for everything that keeps, sends, logs or shows text that comes from
 * outside. A secret is known by the name before it ({@code password=…}, {@code --token …}, {@code
 * EqualTo(api_key,…)}), by its own shape (tokens with a prefix, keys in PEM format), or by where it
 * stands (user info of an address, {@code IDENTIFIED BY …}). What it is replaced by is {@link
 * #REPLACEMENT}, the names around it stay.
 *
 * <p>The time it takes grows with the length of the text and no faster, and a text without one of
 * the words that may announce a secret costs one pass. Patterns find what somebody thought of: they
 * are no proof. Immutable and thread-safe.
 */
public final class Secrets {

  /** Replacement of a secret, the same as Spark's. */
  public static final String REPLACEMENT = "*********(redacted)";

  private static final Pattern USABLE_NAME = Pattern.compile("[a-z0-9._-]{2,64}");

  private static final String[] ENCRYPTIONS = {
    "aes_encrypt(", "aes_decrypt(", "pgp_sym_encrypt(", "pgp_sym_decrypt("
  };

  private static final String[] WEBHOOKS = {
    "hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/",
    "/api/webhooks/", "webhook.office.com/", "outlook.office.com/webhook/",
    "api.telegram.org/bot", "hooks.zapier.com/hooks/catch/", "maker.ifttt.com/trigger/",
    "events.pagerduty.com/integration/", "hook.integromat.com/", "webhook.site/"
  };

  /** A command, and its flag. */
  private static final String[][] COMMANDS = {
    {"sshpass ", "-p "},
    {"sshpass ", "-p"},
    {"mysql ", "-p"},
    {"mysqldump ", "-p"},
    {"mysqladmin ", "-p"},
    {"redis-cli ", "-a "},
    {"sqlcmd ", "-P "},
    {"bcp ", "-P "},
    {"curl ", "-u "},
    {"curl ", "--user "},
    {"docker login ", "-p "},
    {"beeline ", "-p "},
    {"ldapsearch ", "-w "},
    {"mongosh ", "-p "},
    {"mongo ", "-p "},
    {"az login ", "-p "},
    {"smbclient ", "-U "},
    {"openssl ", "-passin pass:"},
    {"openssl ", "-passout pass:"},
    {"openssl ", "-k "},
    {"zip ", "-P "},
    {"snowsql ", "-p "},
    {"isql ", "-P "},
    {"ssh-keygen ", "-N "},
    {"ssh-keygen ", "-P "},
  };

  private static final Keywords OF_SPARK =
      new Keywords(
          List.of("secret", "password", "token", "accesskey", "access.key", "apikey", "api.key"));

  private static final Secrets STANDARD = new Secrets(List.of());

  private final List<String> moreNames;
  private final SecretNames names;
  private final List<String> words = new ArrayList<>();
  private final List<Finder> finders = new ArrayList<>();
  private final Keywords keywords;

  /** What a word in a text calls for. */
  private interface Finder {
    void find(int start, int end, SecretPairs pairs, Spans spans);
  }

  private Secrets(List<String> moreNames) {
    this.moreNames = moreNames;
    this.names = new SecretNames(moreNames);
    List<String> triggers = new ArrayList<>(SecretNames.TRIGGERS);
    triggers.addAll(moreNames);
    shapes();
    phrases();
    addresses();
    for (String trigger : triggers) {
      add(trigger, (start, end, pairs, spans) -> pairs.find(firstOfName(start, end, spans), end));
    }
    this.keywords = new Keywords(words);
  }

  /** The secrets that everybody has. */
  public static Secrets standard() {
    return STANDARD;
  }

  /**
   * These, and values of further names.
   *
   * @param parts parts of names, such as {@code pin} or {@code acme.licence}; of letters, digits,
   *     dots, dashes and underscores
   * @throws IllegalArgumentException when one cannot be part of a name, in one sentence
   */
  public Secrets withNames(Collection<String> parts) {
    requireNonNull(parts, "parts is null");
    List<String> all = new ArrayList<>(moreNames);
    for (String part : parts) {
      if (!isUsableName(part)) {
        throw new IllegalArgumentException(
            "'"
                + VisibleText.of(part, 64)
                + "' is no part of a name: give two or more letters, digits, dots, dashes or"
                + " underscores.");
      }
      all.add(lowerCase(part));
    }
    return parts.isEmpty() ? this : new Secrets(List.copyOf(all));
  }

  /** Whether a text can be part of a name. */
  public static boolean isUsableName(String part) {
    return USABLE_NAME.matcher(lowerCase(part)).matches();
  }

  private static String lowerCase(String part) {
    return part.strip().toLowerCase(Locale.ROOT);
  }

  private void add(String word, Finder finder) {
    String lower = word.toLowerCase(Locale.ROOT);
    int index = words.indexOf(lower);
    if (index < 0) {
      words.add(lower);
      finders.add(finder);
    } else {
      Finder first = finders.get(index);
      finders.set(
          index,
          (start, end, pairs, spans) -> {
            first.find(start, end, pairs, spans);
            finder.find(start, end, pairs, spans);
          });
    }
  }

  private void shapes() {
    for (int i = 0; i < SecretShapes.PREFIXES.size(); i++) {
      int shape = i;
      add(
          SecretShapes.PREFIXES.get(i),
          (start, end, pairs, spans) -> SecretShapes.find(shape, start, spans));
    }
    add("eyj", (start, end, pairs, spans) -> SecretShapes.jsonWebToken(start, spans));
    add("==", (start, end, pairs, spans) -> SecretShapes.accountKey(start, spans));
    add("q~", (start, end, pairs, spans) -> SecretShapes.clientSecret(start, spans));
    add(":aa", (start, end, pairs, spans) -> SecretShapes.telegram(start, spans));
    add(".atlasv1.", (start, end, pairs, spans) -> SecretShapes.terraform(start, spans));
  }

  private void phrases() {
    add("-----begin ", (start, end, pairs, spans) -> SecretPhrases.pem(start, spans));
    add("private-lines:", (start, end, pairs, spans) -> SecretPhrases.putty(start, spans));
    add("bearer ", (start, end, pairs, spans) -> SecretPhrases.bearer(end, spans));
    add("basic ", (start, end, pairs, spans) -> SecretPhrases.basic(end, spans));
    add("vault login ", (start, end, pairs, spans) -> SecretPhrases.bearer(end, spans));
    add("negotiate ", (start, end, pairs, spans) -> SecretPhrases.bearer(end, spans));
    for (String session : List.of("jsessionid=", "phpsessid=")) {
      add(session, (start, end, pairs, spans) -> SecretPhrases.session(end, spans));
    }
    for (String announced : List.of("password for ", "passphrase for ")) {
      add(announced, (start, end, pairs, spans) -> SecretPhrases.told(end, spans));
    }
    add("password md5 '", (start, end, pairs, spans) -> SecretPhrases.session(end, spans));
    add("identified", (start, end, pairs, spans) -> SecretPhrases.identified(end, spans));
    for (String function : ENCRYPTIONS) {
      add(function, (start, end, pairs, spans) -> SecretPhrases.encryption(end, spans));
    }
    for (String[] command : COMMANDS) {
      add(command[0], (start, end, pairs, spans) -> SecretPhrases.command(end, command[1], spans));
    }
  }

  private void addresses() {
    add("://", (start, end, pairs, spans) -> SecretUrls.userInfo(end, spans));
    for (String oracle : List.of("oracle:thin:", "oracle:oci:", "oracle:oci8:", "sqlplus ")) {
      add(oracle, (start, end, pairs, spans) -> SecretUrls.oracle(end, spans));
    }
    for (String webhook : WEBHOOKS) {
      add(webhook, (start, end, pairs, spans) -> SecretUrls.webhook(end, spans));
    }
  }

  /** Signs before a name that are part of what announces it. */
  private static int firstOfName(int start, int end, Spans spans) {
    int from = start;
    while (from < end - 1 && ";&?".indexOf(spans.text().charAt(from)) >= 0) {
      from++;
    }
    return from;
  }

  /** The text without secrets; the same object when there is none. */
  public String redact(String text) {
    return redact(text, found -> {});
  }

  /**
   * The text without secrets; the same object when there is none.
   *
   * @param found told how many were taken out, when there were any
   */
  public String redact(String text, IntConsumer found) {
    if (keywords.firstEnd(text) < 0) {
      return text;
    }
    Spans spans = new Spans(text);
    SecretPairs pairs = new SecretPairs(names, spans);
    keywords.visit(
        text,
        (index, start) -> {
          int end = start + words.get(index).length();
          if (!spans.covers(start)) {
            finders.get(index).find(start, end, pairs, spans);
          }
        });
    if (spans.count() == 0) {
      return text;
    }
    found.accept(spans.count());
    return spans.redacted();
  }

  /**
   * Whether Spark's own pattern for the names and values of settings is found in a text: {@code
   * (?i)secret|password|token|access[.]?key|api[.]?key}, the default of {@code
   * spark.redaction.regex}.
   */
  public static boolean isSensitiveToSpark(String text) {
    return OF_SPARK.firstEnd(text) >= 0;
  }

  /**
   * Whether a setting is a secret as a whole: its name says so, and its value is neither a number
   * nor a class nor a word such as {@code true}.
   */
  public boolean isSecret(String name, String value) {
    SecretNames.Strength strength = names.of(name);
    if (strength == SecretNames.Strength.NONE || SecretValues.isHarmless(value)) {
      return false;
    }
    return strength == SecretNames.Strength.STRONG || !SecretValues.isOrdinary(value);
  }
}
