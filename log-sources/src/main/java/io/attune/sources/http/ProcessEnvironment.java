package io.attune.sources.http;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What a process is told from outside.
 *
 * @param variables environment variables
 * @param home the user's directory
 * @param clock the time now
 */
public record ProcessEnvironment(Map<String, String> variables, Path home, InstantSource clock) {

  /** Copies. */
  public ProcessEnvironment {
    variables = Map.copyOf(variables);
    requireNonNull(home, "home is null");
    requireNonNull(clock, "clock is null");
  }

  /** That of this process. */
  public static ProcessEnvironment ofProcess() {
    return new ProcessEnvironment(
        System.getenv(), Path.of(System.getProperty("user.home", ".")), InstantSource.system());
  }

  /** A variable that is set, and not to nothing. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }

  /** The first of some variables that is set. */
  public Optional<String> firstOf(String... names) {
    for (String name : names) {
      Optional<String> value = variable(name);
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }
}
