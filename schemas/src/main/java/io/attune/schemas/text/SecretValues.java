package io.attune.schemas.text;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells values that are secrets from what often stands in their place. */
final class SecretValues {

  private static final Set<String> WORDS =
      Set.of(
          "true",
          "false",
          "null",
          "none",
          "nil",
          "undefined",
          "yes",
          "no",
          "on",
          "off",
          "simple",
          "kerberos",
          "required",
          "optional",
          "default",
          "empty",
          "not",
          "unknown");

  /** As schemas write them: {@code password:string}. */
  private static final Pattern TYPE =
      Pattern.compile(
          "(?i)(?:string|int|integer|bigint|smallint|tinyint|long|short|byte|float|double|binary"
              + "|boolean|date|timestamp(?:_ntz)?|void|text|str|uuid"
              + "|(?:decimal|numeric|varchar|char)(?:\\([0-9, ]{1,10}\\)?)?"
              + "|(?:array|map|struct)(?:<.{0,2000})?)");

  /** A column of a plan: {@code token#12}, {@code t.token#12L}. */
  private static final Pattern COLUMN = Pattern.compile("\\(?[\\w.]{0,128}#\\d{1,19}L?\\)?");

  /** What names a secret that is kept elsewhere. */
  private static final Pattern REFERENCE =
      Pattern.compile(
          "\\$\\{?[A-Za-z_][\\w.:]{0,200}\\}?|\\{\\{.{0,200}|\\?|:\\w{1,64}|%s|<[^>]{0,64}>?");

  private static final Pattern MASK =
      Pattern.compile(
          "\\u2026|[*xX.\\u2022]{3,64}(?:\\(redacted\\)?)?|\\[?(?i:redacted|masked|hidden)\\]?");

  private static final Pattern AMOUNT =
      Pattern.compile("-?[0-9]{1,7}(?:\\.[0-9]{1,6})?(?i:[kmgt]i?b?|ms|s|min|h|d|%|bytes)?");

  private static final Pattern CLASS =
      Pattern.compile("(?:[a-z_][\\w]{0,64}\\.){2,12}[A-Z][\\w$]{0,128}");

  private static final int LONGEST_HARMLESS = 256;

  private SecretValues() {}

  /** Whether a value is none: empty, a mask, a type, a reference to a column or to elsewhere. */
  static boolean isHarmless(String value) {
    if (value.isEmpty()) {
      return true;
    }
    if (value.length() > LONGEST_HARMLESS) {
      return TYPE.matcher(value).matches();
    }
    return WORDS.contains(value.toLowerCase(Locale.ROOT))
        || value.startsWith(Secrets.REPLACEMENT)
        || MASK.matcher(value).matches()
        || TYPE.matcher(value).matches()
        || COLUMN.matcher(value).matches()
        || REFERENCE.matcher(value).matches();
  }

  /** Whether a value of a name that need not be secret is a number, a size or a class. */
  static boolean isOrdinary(String value) {
    return value.length() <= LONGEST_HARMLESS
        && (AMOUNT.matcher(value).matches() || CLASS.matcher(value).matches());
  }

  /** Whether a value looks made by a machine, or like a password. */
  static boolean looksSecret(String value) {
    if (value.length() < 6 || isOrdinary(value)) {
      return false;
    }
    boolean digit = false;
    boolean letter = false;
    boolean sign = false;
    boolean inner = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      digit |= c >= '0' && c <= '9';
      letter |= Character.isLetter(c);
      sign |= "!%+/=@$^&*".indexOf(c) >= 0;
      inner |= i > 0 && Character.isUpperCase(c) && Character.isLowerCase(value.charAt(i - 1));
    }
    return letter && (digit || sign) || inner && value.length() >= 16;
  }
}
