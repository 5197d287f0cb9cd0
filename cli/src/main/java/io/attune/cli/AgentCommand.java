package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.registry.RegistryConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints what to start Spark with. */
@Command(
    name = "agent",
    header = "Print the spark-submit arguments that attach the agent.",
    description = {
      "In a checkout it builds the agent first when that is missing.",
      "  spark-submit $(attune agent) --class ... job.jar",
      "Without options they point to a demo on this machine.",
      ""
    })
final class AgentCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions common;
  @Mixin private ClusterOptions cluster;

  AgentCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() {
    SparkAttachment attachment =
        new SparkAttachment(
            SparkAttachment.agentJar(),
            cluster.bootstrapServers(),
            cluster.properties().get(RegistryConfig.URL));
    if (!attachment.isBuilt()) {
      throw new CommandFailure(
          "the agent "
              + attachment.jar()
              + " is not built; run \"attune agent\" from a checkout, or \"mvn -pl spark-agent -am"
              + " -DskipTests package\" in it.");
    }
    terminal.println(String.join(" ", attachment.arguments()));
    return ExitCodes.DONE;
  }
}
