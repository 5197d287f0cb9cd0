package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Commands and options are a contract ({@code docs/stability.md}). Run with {@code
 * -Dattune.update=true} to write the list anew; a line that goes needs an old name that still
 * works.
 */
class CommandLineContractTest {
  private static final Path LIST = Path.of("src", "test", "resources", "commands.txt");
  private static final Path README = Path.of("..", "README.md");

  private final CommandLine attune;

  CommandLineContractTest() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    attune = AttuneCommand.commandLine(Terminal.plain(nowhere, nowhere, Session.COLUMNS));
  }

  @Test
  void commandsAndOptionsAreThoseOfTheList() throws Exception {
    List<String> lines = new ArrayList<>();
    describe(attune, lines);
    String wanted = String.join("\n", lines) + "\n";
    if (Boolean.getBoolean("attune.update")) {
      Files.createDirectories(LIST.getParent());
      Files.writeString(LIST, wanted);
    }
    assertThat(LIST)
        .as("commands.txt; run this test with -Dattune.update=true to write it anew")
        .hasContent(wanted);
  }

  @Test
  void theReadmeHasARowForEachCommand() throws Exception {
    String readme = Files.readString(README);
    assertThat(attune.getSubcommands().keySet())
        .allSatisfy(command -> assertThat(readme).contains("\n| `./attune " + command));
  }

  private static void describe(CommandLine command, List<String> lines) {
    CommandSpec spec = command.getCommandSpec();
    lines.add(spec.qualifiedName());
    spec.positionalParameters()
        .forEach(given -> lines.add(spec.qualifiedName() + " " + given.paramLabel()));
    spec.options().stream()
        .map(
            option ->
                Arrays.stream(option.names()).sorted().collect(Collectors.joining(", "))
                    + (option.arity().max() == 0 ? "" : " " + option.paramLabel()))
        .sorted()
        .forEach(option -> lines.add(spec.qualifiedName() + " " + option));
    command.getSubcommands().values().forEach(sub -> describe(sub, lines));
  }
}
