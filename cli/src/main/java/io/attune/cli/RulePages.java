package io.attune.cli;

import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.render.TerminalText;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.table.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The pages of the rules ({@code docs/rules}), which are packed into this program. */
final class RulePages {
  private RulePages() {}

  /** Ids of all rules. */
  static List<String> ids() {
    return StandardRules.all().stream().map(Rule::id).sorted().toList();
  }

  /** The page of a rule, as it is written; empty when there is no such rule. */
  static Optional<String> page(String ruleId) {
    if (!ids().contains(ruleId)) {
      return Optional.empty();
    }
    try (InputStream in = RulePages.class.getResourceAsStream("/rules/" + ruleId + ".md")) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rule that was meant by a name that no rule has. */
  static Optional<String> nearest(String name) {
    return Nearest.of(ids(), name);
  }

  /** A page for a terminal: without the marks of Markdown and without its table of numbers. */
  static String essence(String page, Terminal terminal) {
    StringBuilder out = new StringBuilder();
    for (String line : page.split("\\R")) {
      if (line.equals("## Numbers")) {
        break;
      }
      String text = line.replaceAll("`|\\*\\*", "").replaceAll("\\[([^]]+)]\\([^)]*\\)", "$1");
      if (text.isBlank()) {
        out.append('\n');
      } else if (text.startsWith("#")) {
        out.append(terminal.bold(TerminalText.printable(text.replaceFirst("^#+ ", ""))))
            .append('\n');
      } else if (text.startsWith("- ")) {
        out.append(TerminalText.wrap("- ", "  ", text.substring(2), terminal.columns()));
      } else {
        out.append(TerminalText.wrap("", "", text, terminal.columns()));
      }
    }
    String shown = out.toString().stripTrailing() + "\n";
    return terminal.unicode() ? shown : TerminalText.ascii(shown);
  }
}
