package io.attune.registry;

/** Formats parts of error messages. */
final class ErrorLine {
  private static final int LONGEST = 300;

  private ErrorLine() {}

  /** The message of an exception in one line, or its class if it has none. */
  static String of(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isEmpty()) {
      return failure.getClass().getSimpleName();
    }
    return oneLine(message);
  }

  /** A text without line breaks and final full stop, truncated to the length of a log line. */
  static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ").trim();
    if (line.length() > LONGEST) {
      line = line.substring(0, LONGEST) + "…";
    }
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
