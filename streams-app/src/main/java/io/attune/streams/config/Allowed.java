package io.attune.streams.config;

import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/**
 * Which values a setting may have.
 *
 * @param text the same in words, which can stand after "must be"
 * @param accepts whether a value, of the setting's type, is one of them
 */
record Allowed(String text, Predicate<Object> accepts) implements Validator {
  /** What a parser of texts does not throw for. */
  static Allowed parsed(String text, Function<String, ?> parser) {
    return new Allowed(
        text,
        value -> {
          try {
            return parser.apply((String) value) != null;
          } catch (IllegalArgumentException | ArithmeticException e) {
            return false;
          }
        });
  }

  /** Which values a setting may have, in words. */
  static String of(ConfigKey key) {
    return key.validator == null ? "text" : key.validator.toString();
  }

  /** A value that is not of the setting's type comes as null. */
  @Override
  public void ensureValid(String name, Object value) {
    if (value == null || !accepts.test(value)) {
      throw new ConfigException(name, value, "must be " + text);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
