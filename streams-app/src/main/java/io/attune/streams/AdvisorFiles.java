package io.attune.streams;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.cost.PriceTable;
import io.attune.advisor.rules.Preferences;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.table.TableException;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.config.Option;
import io.attune.streams.config.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes the advisor with the tables that the configuration names.
 *
 * @param config the configuration
 */
record AdvisorFiles(AttuneConfig config) {
  /**
   * The advisor.
   *
   * @throws ConfigurationException when a table cannot be read
   */
  Advisor advisor() {
    return Advisor.standard(rules(), preferences());
  }

  private RuleTable rules() {
    RuleTable standard = RuleTable.standard();
    return read(Options.RULES_FILE, "rules", standard::with).orElse(standard);
  }

  private Preferences preferences() {
    Preferences preferences = Preferences.neutral().with(config.get(Options.OBJECTIVE));
    return read(Options.PRICES_FILE, "prices", PriceTable.neutral()::with)
        .map(preferences::with)
        .orElse(preferences);
  }

  /** A user's table; empty when none is configured. */
  private <T> Optional<T> read(Option<String> option, String what, Function<String, T> table) {
    String file = config.get(option);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(table.apply(Files.readString(Path.of(file), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new ConfigurationException(
          "The " + what + " file " + file + " cannot be read: " + e.getMessage() + ".", e);
    } catch (TableException e) {
      throw new ConfigurationException("The " + what + " file " + file + ": " + e.getMessage(), e);
    }
  }
}
