package io.attune.server.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.advisor.table.Nearest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters of one request, each checked against its declaration. */
public final class Query {
  private static final int MOST_SUGGESTIONS = 1;

  private final Map<String, Parameter> declared = new HashMap<>();
  private final Map<String, List<String>> given;

  /**
   * Checks what was given.
   *
   * @throws ProblemException one sentence, for a parameter that is not declared, is missing, is
   *     given too often or has a value that is not allowed
   */
  public Query(List<Parameter> parameters, Map<String, List<String>> given) {
    parameters.forEach(parameter -> declared.put(parameter.name(), parameter));
    this.given = Map.copyOf(given);
    given.forEach(this::check);
    for (Parameter parameter : parameters) {
      if (parameter.required() && !given.containsKey(parameter.name())) {
        throw parameter.bad("The parameter " + parameter.name() + " is missing.");
      }
    }
  }

  private void check(String name, List<String> values) {
    Parameter parameter = declared.get(name);
    if (parameter == null && declared.containsKey(Parameter.ANY)) {
      return;
    }
    if (parameter == null) {
      throw unknown(name);
    }
    if (values.size() > 1 && !parameter.repeated()) {
      throw parameter.bad("The parameter " + name + " is given " + values.size() + " times.");
    }
    values.forEach(parameter::check);
  }

  private ProblemException unknown(String name) {
    Set<String> known = declared.keySet();
    String hint =
        known.isEmpty()
            ? "this path has none"
            : Nearest.closeTo(known, name, MOST_SUGGESTIONS).stream()
                .findFirst()
                .map(nearest -> "did you mean " + nearest)
                .orElse("it is one of " + String.join(", ", known.stream().sorted().toList()));
    return Problem.of(
            ProblemType.UNKNOWN_PARAMETER,
            "There is no parameter " + Problem.quoted(name) + " here; " + hint + end(hint))
        .with("parameter", JsonNodeFactory.instance.textNode(name))
        .exception();
  }

  private static String end(String hint) {
    return hint.startsWith("did") ? "?" : ".";
  }

  /** The value of a parameter, or what counts without one; empty when there is neither. */
  public Optional<String> text(String name) {
    List<String> values = given.get(name);
    return values == null
        ? Optional.ofNullable(parameter(name).kind().usual())
        : Optional.of(values.get(0));
  }

  /** All values of a parameter. */
  public Set<String> texts(String name) {
    requireNonNull(parameter(name), "parameter is null");
    return Set.copyOf(given.getOrDefault(name, List.of()));
  }

  /** A parameter that is needed, or has a usual value. */
  public String require(String name) {
    return text(name)
        .orElseThrow(() -> new IllegalStateException(name + " has neither value nor default"));
  }

  /** A whole number. */
  public int whole(String name) {
    return Integer.parseInt(require(name));
  }

  /** A flag. */
  public boolean flag(String name) {
    return Boolean.parseBoolean(require(name));
  }

  private Parameter parameter(String name) {
    Parameter parameter = declared.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException(name + " is not declared");
    }
    return parameter;
  }
}
