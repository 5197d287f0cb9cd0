package io.attune.cli;

import io.attune.advisor.render.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client gave to a tool. A wrong one is a {@link CommandFailure} that says what is right.
 *
 * @param given by name
 */
record ToolArguments(Map<String, Object> given) {
  private static final int LONGEST = 4096;

  ToolArguments {
    given = given == null ? Map.of() : Map.copyOf(given);
  }

  /** A text that has to be there. */
  String text(String name) {
    return optional(name)
        .orElseThrow(() -> new CommandFailure("the argument '" + name + "' is missing."));
  }

  /** A text that may be there. */
  Optional<String> optional(String name) {
    Object value = given.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text && !text.isBlank() && text.length() <= LONGEST) {
      return Optional.of(text.strip());
    }
    throw new CommandFailure(
        "the argument '" + name + "' must be a text of at most " + LONGEST + " characters.");
  }

  /** A number from 1 to the most; the most that is usual where none is given. */
  int count(String name, int usual, int most) {
    Object value = given.get(name);
    return value == null ? usual : number(name, value, most);
  }

  /** Numbers from 1 to the most; none where none are given. */
  List<Integer> counts(String name, int most) {
    Object value = given.get(name);
    List<Integer> numbers = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(item -> numbers.add(number(name, item, most)));
    } else if (value != null) {
      numbers.add(number(name, value, most));
    }
    return numbers;
  }

  /** A format; the usual one where none is given. */
  Format format(String name, Format usual, List<Format> allowed) {
    return optional(name)
        .map(
            text ->
                Format.of(text)
                    .filter(allowed::contains)
                    .orElseThrow(
                        () ->
                            new CommandFailure(
                                "'" + text + "' is no format; choose one of " + names(allowed))))
        .orElse(usual);
  }

  private static String names(List<Format> formats) {
    return String.join(", ", formats.stream().map(Format::toString).toList()) + ".";
  }

  private static int number(String name, Object value, int most) {
    if (value instanceof Number number
        && number.doubleValue() == Math.rint(number.doubleValue())
        && number.doubleValue() >= 1
        && number.doubleValue() <= most) {
      return number.intValue();
    }
    throw new CommandFailure(
        "the argument '" + name + "' must be a whole number from 1 to " + most + ".");
  }
}
