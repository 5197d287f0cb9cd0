package io.attune.schemas.text;

import java.util.List;
import java.util.Locale;

/** What stands between a name and its value in the many ways in which texts put them down. */
final class Separator {

  /** How the value stands behind the name. */
  enum Kind {
    /** {@code name=value}, and whatever means as much. */
    EQUALS,
    /** {@code name: value} without quotes around the name: may be prose. */
    COLON,
    /** {@code --name value}. */
    FLAG,
    /** {@code EqualTo(name,value)}, {@code option("name", "value")}: up to the bracket. */
    ARGUMENT,
    /** {@code NAME 'value'}. */
    QUOTED,
    /** {@code <name>value</name>}. */
    ELEMENT,
    /** {@code name%3Dvalue}. */
    ENCODED,
    /** {@code name is value}. */
    PROSE
  }

  private static final int MOST_BLANKS = 32;
  private static final int LONGEST_MAP = 512;

  /** Functions of a name and a value: filters, and what sets options. */
  private static final List<String> FUNCTIONS =
      List.of(
          "equalto",
          "equalnullsafe",
          "greaterthan",
          "greaterthanorequal",
          "lessthan",
          "lessthanorequal",
          "in",
          "stringstartswith",
          "stringendswith",
          "stringcontains",
          "startswith",
          "endswith",
          "contains",
          "like",
          "option",
          "set",
          "put",
          "config",
          "conf",
          "setproperty",
          "property",
          "header",
          "addheader",
          "setheader",
          "setconf",
          "add",
          "with",
          "setifmissing",
          "env",
          "putenv",
          "setenv",
          "nullif",
          "instr",
          "map");

  private static final String[] SIGNS = {"<=>", "==", "=>", "=", "!=", "<>", "->", ":="};
  private static final String[] SQL_WORDS = {"IN (", "IN(", "LIKE ", "RLIKE ", "ILIKE ", "TO '"};
  private static final String[] VERBS = {"is ", "was "};

  private final String text;

  /** Of what was found last. */
  Kind kind = Kind.EQUALS;

  int valueStart;

  Separator(String text) {
    this.text = text;
  }

  /**
   * Looks behind a name.
   *
   * @param nameStart where the name begins
   * @param nameEnd where it is over
   * @param flag whether dashes stand before it
   * @return whether there is one
   */
  boolean find(int nameStart, int nameEnd, boolean flag) {
    int i = nameEnd;
    while (i < text.length() && i < nameEnd + 4 && "\\\"'`]".indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    boolean quoted = i > nameEnd;
    i = skipColumn(i);
    int blanks = skipBlanks(i);
    if (blanks >= text.length()) {
      return false;
    }
    if (operator(blanks, quoted) || element(nameStart, nameEnd)) {
      return true;
    }
    if (text.charAt(blanks) == ',') {
      return argument(nameStart, blanks) || pairOfNameAndValue(blanks);
    }
    if (flag && blanks > i && "-<>|&".indexOf(text.charAt(blanks)) < 0) {
      return found(Kind.FLAG, blanks);
    }
    return quoted ? option(nameStart, blanks, blanks > i) : words(blanks, blanks > i);
  }

  /** {@code OPTIONS ('name' 'value', 'name' 'value')}. */
  private boolean option(int nameStart, int i, boolean apart) {
    int before = beforeQuotes(nameStart);
    while (before > 0 && nameStart - before < MOST_BLANKS && text.charAt(before - 1) <= ' ') {
      before--;
    }
    return apart
        && before > 0
        && "(,".indexOf(text.charAt(before - 1)) >= 0
        && isQuote(text.charAt(i))
        && found(Kind.QUOTED, i);
  }

  /** Where the quotes before a name begin. */
  private int beforeQuotes(int nameStart) {
    int i = nameStart;
    while (i > 0 && nameStart - i < 4 && "\\\"'`".indexOf(text.charAt(i - 1)) >= 0) {
      i--;
    }
    return i;
  }

  private boolean found(Kind what, int from) {
    kind = what;
    valueStart = skipBlanks(from);
    return valueStart < text.length();
  }

  /** The number of a column in a plan, what it is cast to, brackets that close. */
  private int skipColumn(int from) {
    int i = from;
    if (i < text.length() && text.charAt(i) == '#') {
      i++;
      while (i < text.length() && Character.isDigit(text.charAt(i))) {
        i++;
      }
      if (i < text.length() && text.charAt(i) == 'L') {
        i++;
      }
      if (text.startsWith(" as ", i)) {
        i += 4;
        while (i < text.length() && Character.isLetter(text.charAt(i))) {
          i++;
        }
      }
      while (i < text.length() && i < from + 64 && text.charAt(i) == ')') {
        i++;
      }
    }
    return i;
  }

  private int skipBlanks(int from) {
    int i = from;
    while (i < text.length()
        && i < from + MOST_BLANKS
        && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
      i++;
    }
    return i;
  }

  private boolean operator(int i, boolean quoted) {
    for (String sign : SIGNS) {
      if (text.startsWith(sign, i)) {
        return found(Kind.EQUALS, i + sign.length());
      }
    }
    if (text.charAt(i) == ':' && !text.startsWith("::", i) && !text.startsWith("://", i)) {
      return found(quoted ? Kind.EQUALS : Kind.COLON, i + 1);
    }
    if (text.regionMatches(true, i, "%3D", 0, 3) || text.regionMatches(true, i, "%3A", 0, 3)) {
      return found(Kind.ENCODED, i + 3);
    }
    return false;
  }

  /** An element of its own name, or Hadoop's {@code <name>…</name><value>…</value>}. */
  private boolean element(int nameStart, int nameEnd) {
    if (text.startsWith(">", nameEnd) && nameStart > 0 && text.charAt(nameStart - 1) == '<') {
      return found(Kind.ELEMENT, nameEnd + 1);
    }
    if (text.startsWith("</name>", nameEnd)) {
      String rest = text.substring(nameEnd, Math.min(text.length(), nameEnd + 64));
      int value = rest.indexOf("<value>");
      if (value >= 0) {
        return found(Kind.ELEMENT, nameEnd + value + "<value>".length());
      }
    }
    return false;
  }

  /** A comma counts within a call of a known function, or where a property's name stands first. */
  private boolean argument(int nameStart, int comma) {
    int i = beforeQuotes(nameStart);
    int bracket = i < nameStart && isLaterInMap(i) ? mapBefore(i) : i - 1;
    if (bracket < 0 || text.charAt(bracket) != '(') {
      return false;
    }
    int function = bracket;
    while (function > 0
        && bracket - function < 32
        && Character.isLetterOrDigit(text.charAt(function - 1))) {
      function--;
    }
    String name = text.substring(function, bracket).toLowerCase(Locale.ROOT);
    boolean known =
        name.isEmpty() ? text.substring(i, comma).indexOf('.') > 0 : FUNCTIONS.contains(name);
    return known && found(Kind.ARGUMENT, comma + 1);
  }

  private boolean isLaterInMap(int i) {
    int before = i;
    while (before > 0 && i - before < MOST_BLANKS && text.charAt(before - 1) <= ' ') {
      before--;
    }
    return before > 0 && text.charAt(before - 1) == ',';
  }

  /** The bracket of {@code map('name', 'value', 'name', …} before; -1 without one. */
  private int mapBefore(int i) {
    int from = Math.max(0, i - LONGEST_MAP);
    String before = text.substring(from, i).toLowerCase(Locale.ROOT);
    int map = before.lastIndexOf("map(");
    return map > before.lastIndexOf(')') ? from + map + 3 : -1;
  }

  /** {@code "key": "password", "value": "…"}. */
  private boolean pairOfNameAndValue(int comma) {
    int i = comma + 1;
    while (i < text.length()
        && i < comma + MOST_BLANKS
        && " \t\r\n\\\"'".indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    return value(i);
  }

  /** The word {@code value} with a colon, or an equals sign. */
  private boolean value(int from) {
    if (!text.regionMatches(true, from, "value", 0, 5)) {
      return false;
    }
    int i = from + 5;
    while (i < text.length() && i < from + 16 && " \\\"'".indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    return i < text.length()
        && (text.charAt(i) == ':' || text.charAt(i) == '=')
        && found(Kind.EQUALS, i + 1);
  }

  private boolean words(int i, boolean apart) {
    char c = text.charAt(i);
    if (c == '(' && i + 1 < text.length() && isQuote(text.charAt(i + 1))) {
      return found(Kind.QUOTED, i + 1);
    }
    if (!apart && c != '\r' && c != '\n' || c == '(' || c == '[') {
      return false;
    }
    if (isQuote(c) || c == '\\' && i + 1 < text.length() && isQuote(text.charAt(i + 1))) {
      return found(Kind.QUOTED, i);
    }
    if (c == '\r' || c == '\n') {
      int next = i;
      while (next < text.length() && next < i + MOST_BLANKS && text.charAt(next) <= ' ') {
        next++;
      }
      return value(next);
    }
    for (String word : SQL_WORDS) {
      if (text.regionMatches(true, i, word, 0, word.length())) {
        return found(Kind.EQUALS, i + word.length() - (word.endsWith(" ") ? 0 : 1));
      }
    }
    for (String word : VERBS) {
      if (text.startsWith(word, i)) {
        return found(Kind.PROSE, i + word.length());
      }
    }
    return found(Kind.PROSE, i);
  }

  static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }
}
