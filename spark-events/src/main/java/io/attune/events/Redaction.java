package io.attune.events;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Removes secrets from everything that leaves the application, by the patterns that Spark itself
 * uses for its logs and web UI: {@code spark.redaction.regex} (properties, by key and by value),
 * {@code spark.redaction.string.regex} and {@code spark.sql.redaction.string.regex} (any text),
 * {@code spark.sql.redaction.options.regex} (options of a data source, by key). Immutable and
 * thread-safe.
 *
 * <p>Free text is redacted more strictly than by Spark: the value of each {@code key=value} or
 * {@code key: value} whose key matches {@code spark.redaction.regex}, and the user info of URLs,
 * are replaced as well, because exception messages often quote configuration.
 */
public final class Redaction {

  /** Replacement of a secret, the same as Spark's. */
  public static final String REPLACEMENT = "*********(redacted)";

  private static final String DEFAULT_KEYS = "(?i)secret|password|token|access[.]?key|api[.]?key";
  private static final String DEFAULT_OPTIONS = "(?i)url";

  private static final Redaction DEFAULTS =
      new Redaction(Pattern.compile(DEFAULT_KEYS), Pattern.compile(DEFAULT_OPTIONS), null, null);

  private static final Pattern PAIR =
      Pattern.compile(
          "([\\p{Alnum}_.\\-]+)([\"']?\\s*[=:]\\s*)(\"[^\"]*\"|'[^']*'|[^\\s,;&\\])}]+)");
  private static final Pattern URL_USER = Pattern.compile("(://)[^/\\s@:]+:[^/\\s@]+@");

  private final Pattern keys;
  private final Pattern options;
  private final Pattern text;
  private final Pattern sqlText;

  private Redaction(Pattern keys, Pattern options, Pattern text, Pattern sqlText) {
    this.keys = keys;
    this.options = options;
    this.text = text;
    this.sqlText = sqlText;
  }

  /** Spark's default patterns. */
  public static Redaction defaults() {
    return DEFAULTS;
  }

  /**
   * An application's patterns. Spark's defaults apply to those that are not set or do not compile.
   *
   * @param sparkProperties the application's properties
   */
  public static Redaction of(Map<String, String> sparkProperties) {
    requireNonNull(sparkProperties, "sparkProperties is null");
    Pattern text = pattern(sparkProperties, "spark.redaction.string.regex", null);
    return new Redaction(
        pattern(sparkProperties, "spark.redaction.regex", DEFAULTS.keys),
        pattern(sparkProperties, "spark.sql.redaction.options.regex", DEFAULTS.options),
        text,
        pattern(sparkProperties, "spark.sql.redaction.string.regex", text));
  }

  private static Pattern pattern(Map<String, String> properties, String key, Pattern defaultValue) {
    String value = properties.get(key);
    if (value == null || value.isEmpty()) {
      return defaultValue;
    }
    try {
      return Pattern.compile(value);
    } catch (PatternSyntaxException e) {
      return defaultValue;
    }
  }

  /**
   * Returns the value of a property, or the replacement if key or value match. Of Attune's own
   * connection settings (Kafka, schema registry) only the addresses are kept, without user info:
   * Spark's patterns match neither {@code basic.auth.user.info} nor keys in PEM format.
   */
  public String property(String key, String value) {
    if (value == null || value.isEmpty()) {
      return value;
    }
    if (keys.matcher(key).find() || keys.matcher(value).find() || isOfConnection(key)) {
      return REPLACEMENT;
    }
    return value.contains("://") ? withoutUser(value) : value;
  }

  private static boolean isOfConnection(String key) {
    return (key.startsWith("spark.attune.kafka.")
            || key.startsWith("spark.attune.schema.registry."))
        && !key.equals("spark.attune.kafka.bootstrap.servers")
        && !key.equals("spark.attune.schema.registry.url");
  }

  private static String withoutUser(String text) {
    return URL_USER.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(REPLACEMENT) + "@");
  }

  /** Returns redacted properties, ordered by key. */
  public Map<String, String> properties(Map<String, String> properties) {
    Map<String, String> result = new TreeMap<>();
    properties.forEach((key, value) -> result.put(key, property(key, value)));
    return result;
  }

  /** Returns the value of a data source option, or the replacement if its key matches. */
  public String option(String key, String value) {
    if (options.matcher(key).find() || keys.matcher(key).find()) {
      return REPLACEMENT;
    }
    return value;
  }

  /**
   * Redacts and truncates free text.
   *
   * @param value text; null stays null
   * @param maxLength maximum characters of the result
   */
  public String text(String value, int maxLength) {
    return text(value, maxLength, text);
  }

  /** Redacts and truncates text from Spark SQL (plan strings, descriptions); null stays null. */
  public String sqlText(String value, int maxLength) {
    return text(value, maxLength, sqlText);
  }

  private String text(String value, int maxLength, Pattern pattern) {
    if (value == null) {
      return null;
    }
    // Redact before truncating (a truncated secret no longer matches), but not megabytes of text.
    String result = cut(value, Math.max(8 * maxLength, 8_192));
    if (pattern != null) {
      result = pattern.matcher(result).replaceAll(Matcher.quoteReplacement(REPLACEMENT));
    }
    if (keys.matcher(result).find()) {
      result = redactPairs(result);
    }
    if (result.contains("://")) {
      result = withoutUser(result);
    }
    return cut(result, maxLength);
  }

  /** A value may contain a pair ("args: --password=x"), so the search continues inside it. */
  private String redactPairs(String value) {
    StringBuilder result = new StringBuilder();
    Matcher pair = PAIR.matcher(value);
    int done = 0;
    for (int from = 0; from < value.length() && pair.find(from); ) {
      if (keys.matcher(pair.group(1)).find()) {
        result.append(value, done, pair.start(3)).append(REPLACEMENT);
        done = pair.end(3);
        from = done;
      } else {
        from = pair.start(3);
      }
    }
    return result.append(value, done, value.length()).toString();
  }

  /**
   * Truncates a text, ending it with an ellipsis; never splits a surrogate pair.
   *
   * @param value text; null stays null
   * @param maxLength maximum characters of the result, including the ellipsis; at least 1
   */
  public static String cut(String value, int maxLength) {
    if (value == null || value.length() <= maxLength) {
      return value;
    }
    int end = maxLength - 1;
    if (end > 0 && Character.isHighSurrogate(value.charAt(end - 1))) {
      end--;
    }
    return value.substring(0, end) + "\u2026";
  }
}
