package io.attune.schemas.text;

/** Secrets in addresses: users with passwords, and paths that are as good as a password. */
final class SecretUrls {

  private static final int LONGEST = 512;

  private SecretUrls() {}

  /** The user and the password before a host. A user alone, as in {@code abfss:}, stays. */
  static void userInfo(int end, Spans spans) {
    String text = spans.text();
    int limit = urlEnd(text, end);
    int colon = -1;
    int slash = limit;
    for (int i = end; i < limit; i++) {
      char c = text.charAt(i);
      if (c == ':' && colon < 0) {
        colon = i;
      } else if ((c == '/' || c == '?' || c == '#') && slash == limit) {
        slash = i;
      }
    }
    int at = last('@', text, end, slash);
    if (at < end && colon >= 0 && colon < slash && !isPort(text, colon + 1, slash)) {
      at = last('@', text, end, limit);
    }
    if (at < end) {
      return;
    }
    boolean password = colon >= 0 && colon < at;
    if (password || at - end >= 20 && hasDigit(text, end, at)) {
      spans.add(end, at);
    }
  }

  private static boolean isPort(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Character.isDigit(text.charAt(i))) {
        return text.charAt(i) == ',' && i > from;
      }
    }
    return true;
  }

  /** Oracle's {@code jdbc:oracle:thin:user/password@…}, SQL*Plus's {@code user/password@…}. */
  static void oracle(int end, Spans spans) {
    String text = spans.text();
    int limit = urlEnd(text, end);
    int slash = text.substring(end, limit).indexOf('/');
    int at = last('@', text, end, limit);
    if (slash >= 0 && at > end + slash + 1) {
      spans.add(end + slash + 1, at);
    }
  }

  /** What stands behind the well-known beginning of a webhook's address. */
  static void webhook(int end, Spans spans) {
    int limit = urlEnd(spans.text(), end);
    if (limit - end >= 8) {
      spans.add(end, limit);
    }
  }

  private static boolean hasDigit(String text, int from, int to) {
    return text.substring(from, to).chars().anyMatch(Character::isDigit);
  }

  /** The last place of a sign in a range; -1 when it has none. */
  private static int last(char sign, String text, int from, int to) {
    int i = to - 1;
    while (i >= from && text.charAt(i) != sign) {
      i--;
    }
    return i >= from ? i : -1;
  }

  private static int urlEnd(String text, int from) {
    int limit = Math.min(text.length(), from + LONGEST);
    int i = from;
    while (i < limit && " \t\r\n\"'`<>\\".indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }
}
