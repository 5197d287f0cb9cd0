package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.server.access.Credential;
import io.attune.server.http.Role;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a line of the credentials file. */
@Command(
    name = "credential",
    header = "Make a token or a password for the dashboard and the API.",
    description = {
      "Prints a line for the file that http.credentials.file names; it has a hash only:",
      "  attune credential nightly-report >> credentials",
      "The token itself is printed to standard error, this once.",
      ""
    })
final class CredentialCommand implements Callable<Integer> {
  private static final int SHORTEST = 12;

  private final Terminal terminal;

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "NAME",
      description = "The person or program: letters, digits and . _ @ + -")
  private String name;

  @Option(
      names = "--operate",
      description = "It may decide about advice as well, and not only read.")
  private boolean operate;

  @Option(
      names = "--password",
      description = "A password of its own instead of a token; asked for, or read from a pipe.")
  private boolean password;

  CredentialCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() throws IOException {
    Role role = operate ? Role.OPERATE : Role.READ;
    try {
      if (password) {
        terminal.println(Credential.ofPassword(name, role, ask()).line());
      } else {
        String token = Credential.newToken();
        terminal.println(Credential.ofToken(name, role, token).line());
        terminal.say("The token of " + name + " is " + token);
      }
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("'" + name + "' is no name for it: " + e.getMessage() + ".", e);
    }
    return ExitCodes.DONE;
  }

  private String ask() throws IOException {
    Console console = System.console();
    String given;
    if (console == null) {
      given =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    } else {
      char[] typed = console.readPassword("Password of %s: ", name);
      given = typed == null ? null : new String(typed);
    }
    if (given == null || given.length() < SHORTEST) {
      throw new CommandFailure("a password has at least " + SHORTEST + " characters.");
    }
    return given;
  }
}
