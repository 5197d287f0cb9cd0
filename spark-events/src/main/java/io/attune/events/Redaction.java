package io.attune.events;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.text.OutsidePattern;
import io.attune.schemas.text.Secrets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Removes secrets from everything that leaves the application: what {@link Secrets} knows, and what
 * the application says by Spark's own settings, {@code spark.redaction.regex} (properties, by key
 * and by value), {@code spark.redaction.string.regex} and {@code spark.sql.redaction.string.regex}
 * (any text), {@code spark.sql.redaction.options.regex} (options of a data source, by key), and
 * Attune's, {@value #NAMES} and {@value #REGEX}. An application's settings can add to what is
 * removed, and take nothing away. Immutable and thread-safe but for the counter.
 */
public final class Redaction {

  /** Replacement of a secret, the same as Spark's. */
  public static final String REPLACEMENT = Secrets.REPLACEMENT;

  /** Setting of further names: parts of names whose values are secrets, separated by commas. */
  public static final String NAMES = "spark.attune.redaction.names";

  /** Setting of a regular expression for what else is a secret, in any text. */
  public static final String REGEX = "spark.attune.redaction.regex";

  private static final String OPTIONS = "url";

  private static final Redaction DEFAULTS =
      new Redaction(new Extras(List.of(), null), Map.of(), found -> {});

  /** The name begins where nothing of a name stands before, so that a text is gone through once. */
  private static final Pattern PAIR =
      Pattern.compile(
          "(?<![\\p{Alnum}_.\\-])([\\p{Alnum}_.\\-]++)([\"']?+\\s{0,32}+[=:]\\s{0,32}+)"
              + "(\"[^\"]*+\"|'[^']*+'|[^\\s,;&\\])}]++)");

  private final Extras extras;
  private final Map<String, String> settings;
  private final Secrets secrets;
  private final OutsidePattern regex;
  private final OutsidePattern applicationRegex;
  private final OutsidePattern keys;
  private final OutsidePattern options;
  private final OutsidePattern text;
  private final OutsidePattern sqlText;
  private final IntConsumer found;

  /** What the reader of a log, and not the application, wants to be removed as well. */
  private static final class Extras {
    private final List<String> names;
    private final OutsidePattern regex;

    private Extras(List<String> names, OutsidePattern regex) {
      this.names = names;
      this.regex = regex;
    }
  }

  private Redaction(Extras extras, Map<String, String> settings, IntConsumer found) {
    this.extras = extras;
    this.settings = settings;
    this.found = found;
    this.regex = extras.regex;
    List<String> names = new ArrayList<>(extras.names);
    names(settings.get(NAMES)).stream().filter(Secrets::isUsableName).forEach(names::add);
    this.secrets = Secrets.standard().withNames(names);
    this.applicationRegex = pattern(settings, REGEX);
    this.keys = pattern(settings, "spark.redaction.regex");
    this.options = pattern(settings, "spark.sql.redaction.options.regex");
    this.text = pattern(settings, "spark.redaction.string.regex");
    OutsidePattern sql = pattern(settings, "spark.sql.redaction.string.regex");
    this.sqlText = sql == null ? text : sql;
  }

  private Redaction(Redaction other, IntConsumer found) {
    this.extras = other.extras;
    this.settings = other.settings;
    this.secrets = other.secrets;
    this.regex = other.regex;
    this.applicationRegex = other.applicationRegex;
    this.keys = other.keys;
    this.options = other.options;
    this.text = other.text;
    this.sqlText = other.sqlText;
    this.found = found;
  }

  /** What is removed of every application. */
  public static Redaction defaults() {
    return DEFAULTS;
  }

  /**
   * What is removed of an application. Patterns that do not compile are left out.
   *
   * @param sparkProperties the application's properties
   */
  public static Redaction of(Map<String, String> sparkProperties) {
    return DEFAULTS.forApplication(sparkProperties);
  }

  /**
   * What is removed of every application, and more.
   *
   * @param names parts of names whose values are secrets
   * @param regex an expression for what is a secret in any text; null for none
   * @throws IllegalArgumentException when a name or the expression cannot be used, in one sentence
   */
  public static Redaction with(Collection<String> names, String regex) {
    Secrets.standard().withNames(names);
    OutsidePattern pattern = null;
    if (regex != null && !regex.isEmpty()) {
      pattern =
          OutsidePattern.of(regex)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'" + cut(regex, 64) + "' is not a regular expression of Java."));
    }
    return new Redaction(new Extras(List.copyOf(names), pattern), Map.of(), found -> {});
  }

  /** The same for an application with these properties, in place of the one before. */
  public Redaction forApplication(Map<String, String> sparkProperties) {
    requireNonNull(sparkProperties, "sparkProperties is null");
    return new Redaction(extras, sparkProperties, found);
  }

  /** The same, which tells how many secrets it removed each time that it removes some. */
  Redaction counting(IntConsumer counter) {
    return new Redaction(this, requireNonNull(counter, "counter is null"));
  }

  /** The same without a counter. */
  Redaction uncounted() {
    return counting(none -> {});
  }

  /** What is wrong with an application's own settings, a sentence each. */
  public static List<String> problems(Map<String, String> sparkProperties) {
    List<String> problems = new ArrayList<>();
    for (String name : names(sparkProperties.get(NAMES))) {
      if (!Secrets.isUsableName(name)) {
        problems.add(
            NAMES
                + " has '"
                + cut(name, 64)
                + "', which is no part of a name: two or more letters, digits, dots, dashes and"
                + " underscores are; it is ignored.");
      }
    }
    String expression = sparkProperties.getOrDefault(REGEX, "");
    if (!expression.isEmpty() && OutsidePattern.of(expression).isEmpty()) {
      problems.add(REGEX + " is not a regular expression of Java; it is ignored.");
    }
    return problems;
  }

  private static List<String> names(String value) {
    return value == null
        ? List.of()
        : Arrays.stream(value.split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .limit(100)
            .collect(Collectors.toList());
  }

  private static OutsidePattern pattern(Map<String, String> properties, String key) {
    String value = properties.get(key);
    return value == null || value.isEmpty() ? null : OutsidePattern.of(value).orElse(null);
  }

  /**
   * Returns the value of a property without secrets: the replacement where Spark's pattern matches
   * key or value, or where the name says that it is a secret. Of Attune's own connection settings
   * (Kafka, schema registry) only the addresses are kept.
   */
  public String property(String key, String value) {
    if (value == null || value.isEmpty() || value.equals(REPLACEMENT)) {
      return value;
    }
    if (isOfConnection(key) || isSecret(key, value) || matches(keys, value) || bySpark(value)) {
      return replacement();
    }
    return patterns(freeOf(value, secrets));
  }

  private boolean isSecret(String key, String value) {
    return bySpark(key) || matches(keys, key) || secrets.isSecret(key, value);
  }

  /** Spark's own default, {@code (?i)secret|password|token|access[.]?key|api[.]?key}. */
  private static boolean bySpark(String text) {
    return Secrets.isSensitiveToSpark(text);
  }

  private static boolean matches(OutsidePattern pattern, String text) {
    return pattern != null && pattern.find(text);
  }

  private static boolean isOfConnection(String key) {
    return (key.startsWith("spark.attune.kafka.")
            || key.startsWith("spark.attune.schema.registry."))
        && !key.equals("spark.attune.kafka.bootstrap.servers")
        && !key.equals("spark.attune.schema.registry.url");
  }

  private String replacement() {
    found.accept(1);
    return REPLACEMENT;
  }

  private String freeOf(String value, Secrets all) {
    return all.redact(value, found);
  }

  /** Applies the expressions of the reader and of the application. */
  private String patterns(String value) {
    return replaced(applicationRegex, replaced(regex, value));
  }

  private String replaced(OutsidePattern pattern, String value) {
    if (pattern == null) {
      return value;
    }
    String result = pattern.replace(value, REPLACEMENT);
    if (!result.equals(value)) {
      found.accept(1);
    }
    return result;
  }

  /** Returns redacted properties, ordered by key. */
  public Map<String, String> properties(Map<String, String> properties) {
    Map<String, String> result = new TreeMap<>();
    properties.forEach((key, value) -> result.put(key, property(key, value)));
    return result;
  }

  /** Returns the value of a data source option, or the replacement if its key matches. */
  public String option(String key, String value) {
    if (value == null || value.isEmpty() || value.equals(REPLACEMENT)) {
      return value;
    }
    boolean option = key.toLowerCase(Locale.ROOT).contains(OPTIONS) || matches(options, key);
    return option || isSecret(key, value) ? replacement() : value;
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

  private String text(String value, int maxLength, OutsidePattern pattern) {
    if (value == null) {
      return null;
    }
    // Redact before truncating (a truncated secret no longer matches), but not megabytes of text.
    String result = cut(value, Math.max(8 * maxLength, 8_192));
    result = patterns(freeOf(replaced(pattern, result), secrets));
    if (keys != null && keys.find(result)) {
      result = redactPairs(result);
    }
    return cut(result, maxLength);
  }

  /** A value may contain a pair ("args: --password=x"), so the search continues inside it. */
  private String redactPairs(String value) {
    StringBuilder result = new StringBuilder();
    Matcher pair = PAIR.matcher(value);
    int done = 0;
    for (int from = 0; from < value.length() && pair.find(from); ) {
      if (keys.find(pair.group(1)) && !pair.group(3).startsWith(REPLACEMENT)) {
        result.append(value, done, pair.start(3)).append(replacement());
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
