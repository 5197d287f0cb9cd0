package io.attune.registry;

/** Words for messages. */
final class Text {
  private static final int LONGEST = 300;

  private Text() {}

  /** What a failure says, in one line: its message, or its class where it has none. */
  static String of(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isEmpty()) {
      return failure.getClass().getSimpleName();
    }
    return oneLine(message);
  }

  /** A text without line breaks and final stop, cut at a length that fits a log line. */
  static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ").trim();
    if (line.length() > LONGEST) {
      line = line.substring(0, LONGEST) + "…";
    }
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
