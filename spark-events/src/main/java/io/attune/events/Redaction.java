package io.attune.events;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Takes secrets out of whatever leaves the application, by the patterns that Spark itself uses for
 * its logs and pages: {@code spark.redaction.regex} (properties, by key and by value), {@code
 * spark.redaction.string.regex} and {@code spark.sql.redaction.string.regex} (any text), {@code
 * spark.sql.redaction.options.regex} (options of a data source, by key). Immutable and thread-safe.
 *
 * <p>Free text is treated more strictly than Spark treats it: the value of each {@code key=value}
 * or {@code key: value} whose key matches {@code spark.redaction.regex}, and the user part of URLs,
 * are replaced as well, because messages of exceptions like to quote configuration.
 */
public final class Redaction {

  /** What stands in place of a secret; Spark's own words. */
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
   * The patterns that an application sets, over Spark's defaults. A pattern that does not compile
   * is left at its default.
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

  private static Pattern pattern(Map<String, String> properties, String key, Pattern otherwise) {
    String value = properties.get(key);
    if (value == null || value.isEmpty()) {
      return otherwise;
    }
    try {
      return Pattern.compile(value);
    } catch (PatternSyntaxException e) {
      return otherwise;
    }
  }

  /**
   * Value of a property, or the replacement when key or value match. Of Attune's own connections
   * (Kafka, schema registry) only the addresses are shown, without the user part of URLs: Spark's
   * patterns know neither {@code basic.auth.user.info} nor keys in PEM form.
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

  /** All properties, redacted, in the order of their keys. */
  public Map<String, String> properties(Map<String, String> properties) {
    Map<String, String> result = new TreeMap<>();
    properties.forEach((key, value) -> result.put(key, property(key, value)));
    return result;
  }

  /** Value of a data source's option, or the replacement when its key says so. */
  public String option(String key, String value) {
    if (options.matcher(key).find() || keys.matcher(key).find()) {
      return REPLACEMENT;
    }
    return value;
  }

  /**
   * Free text, redacted and cut.
   *
   * @param value text; null stays null
   * @param maxLength most characters of the result
   */
  public String text(String value, int maxLength) {
    return text(value, maxLength, text);
  }

  /** Text made by Spark SQL (plan strings, descriptions), redacted and cut; null stays null. */
  public String sqlText(String value, int maxLength) {
    return text(value, maxLength, sqlText);
  }

  private String text(String value, int maxLength, Pattern pattern) {
    if (value == null) {
      return null;
    }
    // Redact before the cut (a cut secret no longer matches), but not megabytes of it.
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

  /** A value may itself be a pair ("args: --password=x"), so that the search goes on within it. */
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
   * Cuts a text and marks the cut with an ellipsis; never splits a surrogate pair.
   *
   * @param value text; null stays null
   * @param maxLength most characters of the result, ellipsis included; at least 1
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
