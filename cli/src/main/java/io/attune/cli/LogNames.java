package io.attune.cli;

import io.attune.eventlog.EventLog;
import io.attune.eventlog.Found;
import io.attune.eventlog.SkippedPath;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which logs of many are meant, by what a listing says of them. */
final class LogNames {
  @Option(
      names = "--name",
      paramLabel = "GLOB",
      description =
          "Only logs whose name, the last part of the path, matches, such as 'app-2026*'. May be"
              + " given several times.")
  private List<String> names = List.of();

  @Option(
      names = "--match",
      paramLabel = "REGEX",
      converter = RegexConverter.class,
      description = "Only logs in whose path this regular expression is found.")
  private Pattern match;

  /** Whether any of it was asked for. */
  boolean isAsked() {
    return match != null || !names.isEmpty();
  }

  /** Those of what was found that are meant; the rest is not mentioned. */
  Found of(Found found) {
    return new Found(
        found.logs().stream().filter(this::match).toList(),
        found.leftOut().stream().filter(this::match).toList());
  }

  boolean match(EventLog log) {
    return match(log.name(), log.path());
  }

  /** Whether something that is no log is one of those that were asked for, by its name. */
  boolean match(SkippedPath path) {
    return match(path.path().substring(path.path().lastIndexOf('/') + 1), path.path());
  }

  private boolean match(String name, String path) {
    return (names.isEmpty() || names.stream().map(Glob::of).anyMatch(glob -> glob.matches(name)))
        && (match == null || match.matcher(path).find());
  }

  /** Parses a regular expression. */
  static final class RegexConverter implements ITypeConverter<Pattern> {
    @Override
    public Pattern convert(String text) {
      try {
        return Pattern.compile(text);
      } catch (PatternSyntaxException e) {
        throw new TypeConversionException(
            "'" + text + "' is no regular expression: " + e.getDescription());
      }
    }
  }
}
