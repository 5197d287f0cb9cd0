package io.attune.events;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of an error as Spark, Java and Python print it, and its root: the last {@code Caused
 * by:}, and of an exception in Python the last line of its traceback. Spark's texts run to many
 * kilobytes of stack frames, in which the root comes last; so it is looked for before anything is
 * cut.
 */
final class ErrorText {

  private static final String CAUSED_BY = "Caused by: ";
  private static final String TRACEBACK = "Traceback (most recent call last):";
  private static final int MAX_CLASS = 256;
  private static final int MAX_CONDITION = 240;

  /** A throwable of Spark whose message begins with the name of its error condition. */
  private static final Pattern CONDITION =
      Pattern.compile("[\\w.$]+: \\[[A-Z][A-Z_0-9]+(?:\\.[A-Z_0-9]+)?\\]");

  /**
   * {@code Throwable.printStackTrace} writes causes at the margin; suppressed ones are indented.
   */
  private static final Pattern CAUSE = Pattern.compile("^Caused by: ", Pattern.MULTILINE);

  /** DAGScheduler's and TaskSetManager's words before a task's own exception, since Spark 1.2. */
  private static final Pattern LOST_TASK =
      Pattern.compile("Lost task [^\\n]{0,80}?\\(TID [^)\\n]*\\)(?: \\([^)\\n]*\\))?: ");

  /** Where a message is over: stack frames, Spark's own words after it. */
  private static final Pattern MESSAGE_END =
      Pattern.compile(
          "^(?:\\s+at [\\w.$]|\\s*\\.\\.\\. \\d+ more|Driver stacktrace:)", Pattern.MULTILINE);

  private static final Pattern THROWABLE =
      Pattern.compile(
          "\\A((?:[\\p{L}_$][\\p{L}\\d_$]*\\.)+[\\p{L}_$][\\p{L}\\d_$]*)(?::\\s|\\s*\\z|:\\z)");

  /** The line that names a Python exception: {@code ValueError: bad}, or the class alone. */
  private static final Pattern PYTHON =
      Pattern.compile("((?:[A-Za-z_]\\w*\\.)*[A-Za-z_]\\w*)(?:: (.*))?");

  private ErrorText() {}

  /** An exception by its class, as Java or Python names it, and its message. */
  static final class Root {
    final String errorClass;
    final String message;

    Root(String errorClass, String message) {
      this.errorClass = errorClass;
      this.message = message;
    }

    @Override
    public String toString() {
      return message.isEmpty() ? errorClass : errorClass + ": " + message;
    }
  }

  /** The root of an error; empty when the text names no exception. */
  static Optional<Root> root(String text) {
    if (text == null) {
      return Optional.empty();
    }
    return python(text).or(() -> java(lastPart(text)));
  }

  /** From the last cause on; without one, from a task's own exception on; else the whole. */
  private static String lastPart(String text) {
    int from = -1;
    Matcher cause = CAUSE.matcher(text);
    while (cause.find()) {
      from = cause.end();
    }
    if (from < 0) {
      Matcher task = LOST_TASK.matcher(text);
      while (task.find()) {
        from = task.end();
      }
    }
    return from < 0 ? text : text.substring(from);
  }

  private static Optional<Root> java(String part) {
    String head = head(part);
    Matcher matcher = THROWABLE.matcher(head);
    if (!matcher.find() || matcher.group(1).length() > MAX_CLASS) {
      return Optional.empty();
    }
    return Optional.of(new Root(matcher.group(1), head.substring(matcher.end()).strip()));
  }

  /** Without stack frames and what follows them. */
  private static String head(String text) {
    Matcher end = MESSAGE_END.matcher(text);
    return (end.find() ? text.substring(0, end.start()) : text).strip();
  }

  /**
   * The exception that ends the last traceback: the first line at the margin after its last
   * indented one, and what its message goes on with up to an empty line.
   */
  private static Optional<Root> python(String text) {
    int traceback = text.lastIndexOf(TRACEBACK);
    if (traceback < 0) {
      return Optional.empty();
    }
    List<String> lines =
        text.substring(traceback + TRACEBACK.length())
            .lines()
            .skip(1)
            .takeWhile(line -> !line.isBlank() && !line.startsWith("\tat "))
            .collect(Collectors.toList());
    int last = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("  ")) {
        last = i + 1;
      }
    }
    if (last >= lines.size()) {
      return Optional.empty();
    }
    Matcher exception = PYTHON.matcher(lines.get(last).strip());
    if (!exception.matches() || exception.group(1).length() > MAX_CLASS) {
      return Optional.empty();
    }
    String first = exception.group(2) == null ? "" : exception.group(2);
    String more = String.join(" ", lines.subList(last + 1, lines.size()));
    return Optional.of(new Root(exception.group(1), (first + " " + more).strip()));
  }

  /**
   * What is kept of an error's text: its words without stack frames, and its root last, as {@code
   * Caused by: class: message}, unless there is nothing else. Between them a cause that names one
   * of Spark's error conditions, since that says more than a root such as an EOFException.
   *
   * @param sql whether literals in it may be a user's data
   * @param max most characters
   * @return null for null
   */
  static String condensed(String text, Redaction redaction, boolean sql, int max) {
    if (text == null) {
      return null;
    }
    int traceback = text.indexOf(TRACEBACK);
    String words = head(traceback < 0 ? text : text.substring(0, traceback));
    Optional<Root> root = root(text);
    if (root.isEmpty() || words.equals(root.get().toString())) {
      return redacted(words.isEmpty() ? text : words, redaction, sql, max);
    }
    String cause = CAUSED_BY + redacted(root.get().toString(), redaction, sql, max / 2);
    String middle =
        condition(text, root.get())
            .map(named -> redacted(CAUSED_BY + named, redaction, sql, max / 4) + "\n")
            .orElse("");
    String before = redacted(words, redaction, sql, max - cause.length() - middle.length() - 1);
    return before.isEmpty() ? middle + cause : before + "\n" + middle + cause;
  }

  /**
   * The last cause that names an error condition, such as {@code [MALFORMED_RECORD_IN_PARSING]}.
   */
  private static Optional<String> condition(String text, Root root) {
    String found = null;
    Matcher cause = CAUSE.matcher(text);
    while (cause.find()) {
      String part = text.substring(cause.end());
      if (CONDITION.matcher(part).lookingAt()) {
        found = head(part);
      }
    }
    if (found == null || found.equals(root.toString())) {
      return Optional.empty();
    }
    String line = found.lines().findFirst().orElse("");
    return Optional.of(line.substring(0, Math.min(line.length(), MAX_CONDITION)));
  }

  private static String redacted(String text, Redaction redaction, boolean sql, int max) {
    return sql ? redaction.sqlText(text, max) : redaction.text(text, max);
  }
}
