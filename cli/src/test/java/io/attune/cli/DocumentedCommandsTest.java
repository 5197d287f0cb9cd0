package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Every command in the documentation is one that this version has, with the options it has. */
class DocumentedCommandsTest {
  private static final Path REPOSITORY = Path.of("..");

  /** A command up to what the shell does with its output, in a block of code or between marks. */
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?:^|[\\s(`|])(?:\\./|[\\w./-]*/bin/)?attune ([a-z-](?:[^`#|)>&;\\\\]|\\\\\\n)+)");

  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  private static final Map<String, String> PLACEHOLDERS =
      Map.of("N", "1", "FORMAT", "emr", "PROGRAM", "serve");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(REPOSITORY, 3)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().matches(".*/(target|\\.[a-z]+|RATIONALE\\.md)(/.*)?"))
          .filter(file -> !file.endsWith("CHANGELOG.md"))
          .toList();
    }
  }

  private static List<String> commands(String page) {
    List<String> commands = new ArrayList<>();
    StringBuilder code = new StringBuilder();
    boolean fenced = false;
    for (String line : page.split("\n")) {
      if (line.startsWith("```")) {
        fenced = !fenced;
      } else if (fenced || line.startsWith("    ")) {
        code.append(line).append('\n');
      }
    }
    code.append('\n');
    Matcher inline = Pattern.compile("`((?:\\./)?attune [a-z][^`]*)`").matcher(page);
    while (inline.find()) {
      code.append(inline.group(1)).append('\n');
    }
    for (String line : code.toString().replace("\\\n", " ").split("\n")) {
      // Not what is explained beside it, nor what Helm calls a release.
      Matcher command = COMMAND.matcher(line.replaceFirst("\\s# .*|helm .*", ""));
      while (command.find()) {
        commands.add(command.group(1).strip());
      }
    }
    return commands;
  }

  private static String[] words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      String text = Stream.of(1, 2, 3).map(word::group).filter(w -> w != null).findFirst().get();
      // What is left out, and what is to be chosen.
      if (!text.equals("…") && !text.startsWith("[") && !text.endsWith("]")) {
        words.add(PLACEHOLDERS.getOrDefault(text, text));
      }
    }
    return words.toArray(String[]::new);
  }

  /** The commands of a page that cannot be given, with the reason. */
  private static List<String> wrong(List<String> commands) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    List<String> wrong = new ArrayList<>();
    for (String command : commands) {
      String[] words = words(command);
      if (words.length == 0 || words[0].equals("bench")) {
        continue;
      }
      try {
        AttuneCommand.commandLine(Terminal.plain(nowhere, nowhere, Session.COLUMNS), words)
            .parseArgs(words);
      } catch (MissingParameterException e) {
        // A sentence may speak of a command without what it is given.
        continue;
      } catch (ParameterException e) {
        wrong.add("attune " + command + ": " + e.getMessage());
      }
    }
    return wrong;
  }

  @Test
  void everyCommandIsOneThatThereIs() throws IOException {
    List<String> wrong = new ArrayList<>();
    int tried = 0;
    for (Path page : pages()) {
      List<String> commands = commands(Files.readString(page));
      tried += commands.size();
      wrong(commands).forEach(one -> wrong.add(REPOSITORY.relativize(page) + ": " + one));
    }

    assertThat(tried).isGreaterThan(120);
    assertThat(wrong).isEmpty();
  }

  @Test
  void aCommandThatIsNotThereIsNoticed() {
    String page =
        """
        Try `./attune analise log`.

        ```bash
        spark-submit $(./attune conf nightly --form emr) job.jar   # explained
        ./attune analyze logs/ --since 2d --fail-on high > out.txt
        ```
        """;

    assertThat(wrong(commands(page)))
        .hasSize(2)
        .anyMatch(one -> one.startsWith("attune analise log: "))
        .anyMatch(one -> one.startsWith("attune conf nightly --form emr: "));
  }
}
