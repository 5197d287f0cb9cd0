package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.render.TerminalText;
import io.attune.advisor.table.TableException;
import io.attune.embedded.EmbeddedBrokerException;
import io.attune.embedded.PortInUseException;
import io.attune.eventlog.EventLogException;
import io.attune.load.ReplayException;
import io.attune.registry.RegistryException;
import io.attune.registry.RegistryUnavailableException;
import io.attune.schemas.text.Secrets;
import io.attune.streams.config.ConfigurationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns a failure into one sentence and an exit code. A class and not two lambdas: lambdas would
 * link picocli's interfaces while the class data archive is written, which then leaves them out.
 */
final class FailureReporter implements IParameterExceptionHandler, IExecutionExceptionHandler {
  /** Exceptions whose message was written for the user. */
  private static final List<Class<? extends Exception>> SPEAKING =
      List.of(
          CommandFailure.class,
          EventLogException.class,
          ReplayException.class,
          ConfigurationException.class,
          TableException.class,
          PortInUseException.class,
          EmbeddedBrokerException.class,
          RegistryException.class,
          RegistryUnavailableException.class,
          ConfigException.class);

  private final Terminal terminal;

  FailureReporter(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String message = failure.getMessage();
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      message =
          "'" + first + "' is no " + (first.startsWith("-") ? "option" : "command") + " of " + name;
      List<String> suggestions = unmatched.getSuggestions();
      message += suggestions.isEmpty() ? "" : "; did you mean '" + suggestions.get(0) + "'?";
    }
    terminal.say("attune: " + sentence(message) + " See \"" + name + " --help\".");
    return ExitCodes.WRONG_USAGE;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult parseResult) {
    if (causes(failure).anyMatch(InterruptedException.class::isInstance)) {
      terminal.say("attune: stopped.");
      return ExitCodes.FAILED;
    }
    terminal.say("attune: " + sentence(describe(failure)));
    if (command.getParseResult().hasMatchedOption(CommonOptions.VERBOSE)) {
      trace(failure).forEach(terminal.err()::println);
    }
    return failure instanceof CommandFailure told ? told.exitCode() : ExitCodes.FAILED;
  }

  /** Its stack trace; messages in it may quote what strangers named themselves. */
  private static Stream<String> trace(Exception failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return Secrets.standard()
        .redact(trace.toString())
        .lines()
        .map(line -> TerminalText.printable(line.replace("\t", "    ")));
  }

  /** One line without secrets that ends with a full stop. */
  static String sentence(String message) {
    String line =
        message == null
            ? ""
            : Secrets.standard().redact(message.strip().replaceAll("\\s*\\R\\s*", " "));
    return line.isEmpty() || ".!?".indexOf(line.charAt(line.length() - 1)) >= 0 ? line : line + ".";
  }

  /** A failure in a sentence, as a command says it. */
  static String describe(Exception failure) {
    Optional<Throwable> speaking =
        causes(failure)
            .filter(cause -> SPEAKING.stream().anyMatch(type -> type.isInstance(cause)))
            .findFirst();
    if (speaking.isPresent()) {
      return speaking.get().getMessage();
    }
    if (failure instanceof KafkaException) {
      return "Kafka refused: " + failure.getMessage();
    }
    return "this should not happen ("
        + failure.getClass().getSimpleName()
        + (failure.getMessage() == null ? "" : ": " + failure.getMessage())
        + "); run it again with "
        + CommonOptions.VERBOSE
        + " and report what it prints.";
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(20);
  }
}
