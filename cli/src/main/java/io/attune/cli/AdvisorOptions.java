package io.attune.cli;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.cost.Objective;
import io.attune.advisor.cost.PriceTable;
import io.attune.advisor.rules.Preferences;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.table.RuleTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of commands that judge runs: the numbers, the prices and what counts. */
final class AdvisorOptions {
  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "YAML file whose numbers replace those of the built-in rule table.")
  private Path rules;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "YAML file whose prices replace the neutral ones; see docs/prices.md.")
  private Path prices;

  @Option(
      names = "--objective",
      paramLabel = "OBJECTIVE",
      defaultValue = "balanced",
      converter = ObjectiveConverter.class,
      description =
          "What counts for applications that do not say so themselves (spark.attune.objective):"
              + " cost, balanced, performance, or deadline=45min. Default: ${DEFAULT-VALUE}")
  private Objective objective;

  /** An advisor that asks these rules. */
  Advisor advisor(List<Rule> rulesToAsk) {
    RuleTable table =
        rules == null
            ? RuleTable.standard()
            : RuleTable.standard().with(read(rules, "rule table", "--rules"));
    Preferences preferences = Preferences.neutral().with(objective);
    if (prices != null) {
      preferences =
          preferences.with(PriceTable.neutral().with(read(prices, "price table", "--prices")));
    }
    return new Advisor(rulesToAsk, table, preferences);
  }

  private static String read(Path file, String what, String option) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          "the " + what + " " + file + " does not exist; check " + option + ".", e);
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot read the "
              + what
              + " "
              + file
              + ": "
              + e.getMessage()
              + "; check "
              + option
              + ".",
          e);
    }
  }

  /** Parses an objective. */
  static final class ObjectiveConverter implements ITypeConverter<Objective> {
    @Override
    public Objective convert(String text) {
      try {
        return Objective.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + text + "' is no objective: it " + e.getMessage());
      }
    }
  }
}
