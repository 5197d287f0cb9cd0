package io.attune.cli;

import io.attune.eventlog.EventLogReader;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What to remove from logs besides the secrets that are removed anyway. */
final class RedactionOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--redact",
      paramLabel = "NAME",
      split = ",",
      description =
          "Parts of names whose values are secrets as well, such as pin or licence; see"
              + " docs/privacy.md.")
  private List<String> names = List.of();

  @Option(
      names = "--redact-regex",
      paramLabel = "REGEX",
      description = "A regular expression for what else is a secret in any text.")
  private String regex;

  /** A reader that removes them. */
  EventLogReader reader() {
    try {
      return EventLogReader.redacting(names, regex);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage());
    }
  }
}
