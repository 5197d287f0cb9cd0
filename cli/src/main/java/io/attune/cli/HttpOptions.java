package io.attune.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of commands that ask a running Attune over HTTP. */
final class HttpOptions {
  private static final String TOKEN_VARIABLE = "ATTUNE_TOKEN";

  @Option(
      names = {"-u", "--url"},
      paramLabel = "URL",
      defaultValue = "${env:ATTUNE_URL:-http://127.0.0.1:" + DemoPorts.HTTP + "}",
      description = "Where \"attune serve\" or a demo listens. Default: ${DEFAULT-VALUE}")
  private String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File with the token to log in with; without it, the variable " + TOKEN_VARIABLE + ".")
  private Path tokenFile;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "PEM file of the authority that signed Attune's certificate.")
  private Path authority;

  /** A client of what these options name. */
  AttuneClient client() {
    return new AttuneClient(url, token(), Optional.ofNullable(authority));
  }

  private Optional<String> token() {
    if (tokenFile == null) {
      return Optional.ofNullable(System.getenv(TOKEN_VARIABLE)).filter(token -> !token.isBlank());
    }
    try {
      String token = Files.readString(tokenFile, StandardCharsets.UTF_8).strip();
      if (token.isEmpty()) {
        throw new CommandFailure(tokenFile + " is empty; check --token-file.");
      }
      return Optional.of(token);
    } catch (IOException e) {
      throw new CommandFailure(
          tokenFile + " cannot be read (" + e.getClass().getSimpleName() + "); check --token-file.",
          e);
    }
  }
}
