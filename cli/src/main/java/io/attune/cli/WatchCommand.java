package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.render.Cards;
import io.attune.schemas.Recommendation;
import io.attune.streams.client.RecommendationFollower;
import io.attune.streams.rights.Rights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints recommendations as they are published. */
@Command(
    name = "watch",
    header = "Print recommendations as they are published.",
    description = {
      "What stands already is printed first, then every change, until Ctrl-C. Without options it"
          + " looks at a demo on this machine.",
      ""
    })
final class WatchCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions common;
  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      description = "Only what concerns this workload.")
  private String workload;

  @Option(names = "--new", description = "Leave out what stands already.")
  private boolean onlyNew;

  @Option(names = "--exit", description = "Print what stands now, and end.")
  private boolean exit;

  WatchCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() {
    Map<String, String> properties = cluster.properties();
    String topic = cluster.topics().recommendations().name();
    Connections.requireBroker(properties, Connections.PATIENCE);
    Connections.requireRights(
        properties, "watch", Rights.ofReaders(cluster.topics()), Connections.PATIENCE);
    Connections.requireTopic(properties, topic, Connections.PATIENCE);
    Connections.requireRegistry(properties);
    Printer printer = new Printer(terminal, Optional.ofNullable(workload));
    try (RecommendationFollower follower = new RecommendationFollower(properties, topic)) {
      if (onlyNew) {
        follower.skipToEnd();
      } else {
        follower.catchUp(printer);
      }
      if (!exit) {
        terminal.say(
            "Watching " + topic + " at " + cluster.bootstrapServers() + "; Ctrl-C ends it.");
        follower.follow(printer);
      }
    }
    return ExitCodes.DONE;
  }

  /** Prints one block for each change, or one line for a withdrawal. */
  static final class Printer implements RecommendationFollower.Listener {
    private final Terminal terminal;
    private final RecommendationCard card;
    private final Optional<String> workload;
    private final List<Recommendation> waiting = new ArrayList<>();

    Printer(Terminal terminal, Optional<String> workload) {
      this.terminal = terminal;
      this.card = new RecommendationCard(terminal);
      this.workload = workload;
    }

    @Override
    public void recommended(String key, Recommendation recommendation) {
      if (workload.map(recommendation.getWorkload()::equals).orElse(true)) {
        waiting.add(recommendation);
      }
    }

    @Override
    public void settled() {
      Cards.of(waiting).forEach(change -> terminal.println(card.block(change)));
      waiting.clear();
      terminal.out().flush();
    }

    /** Whoever read what is printed may have seen enough and be gone, as "head" is. */
    @Override
    public boolean isListening() {
      return !terminal.out().checkError();
    }

    @Override
    public void withdrawn(String key, Optional<Recommendation> last) {
      settled();
      int slash = key.lastIndexOf('/');
      String name = slash < 0 ? key : key.substring(0, slash);
      if (workload.map(name::equals).orElse(true)) {
        String value = last.map(Recommendation::getRecommended).orElse(null);
        terminal.println(card.withdrawn(name, key.substring(slash + 1), value) + "\n");
        terminal.out().flush();
      }
    }

    @Override
    public void unreadable(String where, String reason) {
      terminal.say("Left out a record of " + where + ": " + FailureReporter.sentence(reason));
    }
  }
}
