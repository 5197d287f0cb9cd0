package io.attune.streams.config;

import java.util.function.Function;

/**
 * Typed name of a setting; default, bounds and documentation are in the table of {@link Options}.
 *
 * @param name name in a properties file
 * @param conversion from the type that Kafka's {@code ConfigDef} knows
 * @param <T> type of its value
 */
public record Option<T>(String name, Function<Object, T> conversion) {
  @Override
  public String toString() {
    return name;
  }
}
