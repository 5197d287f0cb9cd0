package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An application's name without what changes from run to run (dates, times, UUIDs, application ids,
 * run counters).
 */
public final class WorkloadName {
  /** The name when nothing is known. */
  public static final String UNKNOWN = "unnamed";

  private static final int LIMIT = 200;

  private static final Pattern UUID =
      Pattern.compile("(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern SPARK_ID =
      Pattern.compile("(?i)(?:application|app|local)[-_]\\d{10,}(?:[-_]\\d+)?");
  private static final Pattern HASH =
      Pattern.compile(
          "(?i)(?<![0-9a-z])(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{16,64}(?![0-9a-z])");

  private static final String DATE =
      "(?:19|20)\\d{2}([-_./]?)(?:0[1-9]|1[0-2])\\1(?:0[1-9]|[12]\\d|3[01])";
  private static final String TIME =
      "(?:[01]\\d|2[0-3])[-_:.h]?[0-5]\\d(?:[-_:.m]?[0-5]\\d(?:[.,]\\d{1,9})?)?";
  private static final String ZONE = "(?:Z|[+-]\\d{2}:?\\d{2})?";
  private static final Pattern DATE_TIME =
      Pattern.compile(
          "(?i)(?<!\\d)" + DATE + "(?:(?:[-_ ]|T)?" + TIME + ZONE + ")?(?:[-_.]\\d{1,9})?(?!\\d)");
  private static final Pattern DAY_FIRST =
      Pattern.compile(
          "(?<!\\d)(?:0[1-9]|[12]\\d|3[01])([-_./])(?:0[1-9]|1[0-2])\\1(?:19|20)\\d{2}(?!\\d)");
  private static final Pattern EPOCH = Pattern.compile("(?<!\\d)1\\d{9}(?:\\d{3})?(?!\\d)");
  private static final Pattern COUNTER =
      Pattern.compile(
          "(?i)(?:[-_ .:#/(\\[]+)(?:run|attempt|try|retry|execution|exec|build|batch|instance|id)?"
              + "[-_ .:#=]*#?\\d+[)\\]]*$");
  private static final Pattern EMPTY_BRACKETS = Pattern.compile("[(\\[{][-_ .:,/]*[)\\]}]");
  private static final Pattern REPEATED = Pattern.compile("([-_ .:/])[-_ .:/]*");
  private static final Pattern ENDS = Pattern.compile("^[-_ .:#/,@]+|[-_ .:#/,@]+$");

  private WorkloadName() {}

  private static boolean isKnown(@Nullable String text) {
    return text != null && !text.isBlank();
  }

  /** An application's name without what changes from run to run; the name itself if that is all. */
  static String ofApplicationName(@Nullable String applicationName) {
    return isKnown(applicationName)
        ? recurring(requireNonNull(applicationName))
            .orElseGet(() -> cut(requireNonNull(applicationName).trim()))
        : UNKNOWN;
  }

  /** A name without what changes from run to run; empty if that is all of it. */
  static Optional<String> recurring(String given) {
    String whole = given.trim();
    String name = UUID.matcher(whole).replaceAll("");
    name = SPARK_ID.matcher(name).replaceAll("");
    name = HASH.matcher(name).replaceAll("");
    name = DATE_TIME.matcher(name).replaceAll("");
    name = DAY_FIRST.matcher(name).replaceAll("");
    name = EPOCH.matcher(name).replaceAll("");
    name = EMPTY_BRACKETS.matcher(name).replaceAll("");
    name = tidy(name);
    String withoutCounter = tidy(COUNTER.matcher(name).replaceFirst(""));
    name = withoutCounter.isEmpty() ? name : withoutCounter;
    return name.isEmpty() ? Optional.empty() : Optional.of(cut(name));
  }

  private static String tidy(String name) {
    return ENDS.matcher(REPEATED.matcher(name).replaceAll("$1")).replaceAll("");
  }

  static String cut(String name) {
    return name.length() > LIMIT ? name.substring(0, LIMIT) : name;
  }
}
