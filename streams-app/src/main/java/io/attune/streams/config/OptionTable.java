package io.attune.streams.config;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The table of {@link Options}, and what its rows are made with. */
final class OptionTable {
  /** Names, types, defaults, bounds and documentation, as Kafka describes its own settings. */
  static final ConfigDef DEFINITION = new ConfigDef();

  private OptionTable() {}

  static OptionBuilder<String> text(String name, String defaultValue, Importance importance) {
    return draft(name, Type.STRING, defaultValue, null, importance, String.class::cast);
  }

  /** One of a few words; the first is the default. */
  static OptionBuilder<String> oneOf(String name, List<String> words, Importance importance) {
    Validator validator = new Allowed(String.join(" or ", words), words::contains);
    return draft(name, Type.STRING, words.get(0), validator, importance, String.class::cast);
  }

  static OptionBuilder<Boolean> flag(String name, boolean defaultValue, Importance importance) {
    Validator validator = new Allowed("true or false", value -> true);
    return draft(name, Type.BOOLEAN, defaultValue, validator, importance, Boolean.class::cast);
  }

  static OptionBuilder<Integer> number(
      String name, int defaultValue, int min, int max, Importance importance) {
    Validator validator =
        new Allowed(
            "a whole number from " + min + " to " + max,
            value -> min <= (int) value && (int) value <= max);
    return draft(name, Type.INT, defaultValue, validator, importance, Integer.class::cast);
  }

  static OptionBuilder<Duration> duration(String name, String defaultValue, Importance importance) {
    return parsed(name, defaultValue, UnitSuffixes.DURATIONS, UnitSuffixes::duration, importance);
  }

  static OptionBuilder<Long> bytes(String name, String defaultValue, Importance importance) {
    return parsed(name, defaultValue, UnitSuffixes.SIZES, UnitSuffixes::bytes, importance);
  }

  /** A text in a form of its own, for which the parser throws IllegalArgumentException. */
  static <T> OptionBuilder<T> parsed(
      String name,
      String defaultValue,
      String allowed,
      Function<String, T> parser,
      Importance importance) {
    Validator validator = Allowed.parsed(allowed, parser);
    Function<Object, T> conversion = value -> parser.apply((String) value);
    return draft(name, Type.STRING, defaultValue, validator, importance, conversion);
  }

  private static <T> OptionBuilder<T> draft(
      String name,
      Type type,
      Object defaultValue,
      Validator validator,
      Importance importance,
      Function<Object, T> conversion) {
    return doc -> {
      int order = DEFINITION.configKeys().size();
      DEFINITION.define(
          name,
          type,
          defaultValue,
          validator,
          importance,
          doc,
          group(name),
          order,
          Width.MEDIUM,
          name);
      return new Option<>(name, conversion);
    };
  }

  private static String group(String name) {
    return switch (name.split("[.]")[0]) {
      case "bootstrap", "schema", "registry", "avro" -> "Kafka and the schema registry";
      case "topics" -> "Topics";
      case "advice", "rules", "prices", "objective" -> "Advice";
      case "state", "rocksdb" -> "State";
      case "http" -> "HTTP";
      default -> "Processing";
    };
  }

  /** A setting whose documentation is still to come; with it, the setting is in the table. */
  @FunctionalInterface
  interface OptionBuilder<T> {
    Option<T> doc(String markdown);
  }
}
