package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lies at the root of an error, as records carry it: the last {@code Caused by: class:
 * message}, else the exception that the text begins with.
 *
 * @param errorClass class of the exception, in Java with its package, in Python such as ValueError
 * @param message its message; empty when it has none
 */
public record ErrorRoot(String errorClass, String message) {

  private static final Pattern CAUSE =
      Pattern.compile("^Caused by: ([\\w.$]+)(?:: (.*))?", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern THROWABLE =
      Pattern.compile("\\A((?:[\\w$]+\\.)+[\\w$]+)(?:: (.*))?\\z", Pattern.DOTALL);

  /** Checks the fields. */
  public ErrorRoot {
    requireNonNull(errorClass, "errorClass is null");
    requireNonNull(message, "message is null");
  }

  /** The root of an error; empty when the text names no exception. */
  public static Optional<ErrorRoot> of(String text) {
    requireNonNull(text, "text is null");
    int last = text.lastIndexOf("Caused by: ");
    Matcher matcher = last < 0 ? THROWABLE.matcher(text) : CAUSE.matcher(text.substring(last));
    return matcher.find()
        ? Optional.of(
            new ErrorRoot(
                matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2).strip()))
        : Optional.empty();
  }

  /** The class without its package. */
  public String simpleClass() {
    return errorClass.substring(errorClass.lastIndexOf('.') + 1);
  }
}
