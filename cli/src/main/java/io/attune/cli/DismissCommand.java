package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.render.TerminalText;
import io.attune.schemas.Decision;
import io.attune.schemas.DecisionKind;
import io.attune.schemas.Recommendation;
import io.attune.streams.client.DecisionWriter;
import io.attune.streams.client.RecommendationFollower;
import io.attune.streams.rights.Rights;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Records that advice is dismissed, or wanted again. */
@Command(
    name = "dismiss",
    header = "Do not tell a piece of advice again, or take that back.",
    description = {
      "The recommendation is published once more as DISMISSED and then left alone, whatever later"
          + " runs show, until the dismissal expires or is undone.",
      ""
    })
final class DismissCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Clock clock;

  @Mixin private CommonOptions common;
  @Mixin private ClusterOptions cluster;

  @Parameters(index = "0", paramLabel = "WORKLOAD", description = "As \"attune watch\" names it.")
  private String workload;

  @Parameters(
      index = "1",
      paramLabel = "PROPERTY|RULE",
      description = "A Spark property, or a rule: then everything that the rule advises.")
  private String subject;

  @Option(
      names = "--until",
      paramLabel = "WHEN",
      converter = Until.Converter.class,
      description =
          "When it expires: a date (2027-01-31), a time (2027-01-31T06:00) or an age (30d).")
  private Until until;

  @Option(names = "--undo", description = "Take an earlier dismissal back.")
  private boolean undo;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for whoever reads it later.")
  private String reason;

  DismissCommand(Terminal terminal, Clock clock) {
    this.terminal = requireNonNull(terminal, "terminal is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  @Override
  public Integer call() {
    if (undo && until != null) {
      throw new CommandFailure("--undo takes a dismissal back at once; leave --until out.");
    }
    Instant now = clock.instant();
    Instant expires = until == null ? null : until.after(now, clock.getZone());
    if (expires != null && !expires.isAfter(now)) {
      throw new CommandFailure("--until " + until.text() + " is in the past; name a later time.");
    }
    Map<String, String> properties = cluster.properties();
    String recommendations = cluster.topics().recommendations().name();
    String decisions = cluster.topics().decisions().name();
    Connections.requireBroker(properties, Connections.PATIENCE);
    Connections.requireRights(
        properties, "dismiss", Rights.ofDeciders(cluster.topics()), Connections.PATIENCE);
    Connections.requireTopic(properties, recommendations, Connections.PATIENCE);
    Connections.requireTopic(properties, decisions, Connections.PATIENCE);
    Connections.requireRegistry(properties);
    requireKnown(standing(properties, recommendations));
    Decision decision =
        Decision.newBuilder()
            .setWorkload(workload)
            .setSubject(subject)
            .setKind(DecisionKind.DISMISSED)
            .setValidUntil(expires)
            .setDecisionTime(now)
            .setDecidedBy(System.getProperty("user.name"))
            .setReason(reason)
            .build();
    write(properties, decisions, undo ? null : decision);
    String what = TerminalText.printable("Advice on " + subject + " for " + workload);
    terminal.println(
        undo
            ? what + " is told again."
            : what
                + " is dismissed"
                + (expires == null ? "" : " until " + expires)
                + "; \"attune dismiss --undo\" takes that back.");
    return ExitCodes.DONE;
  }

  private Collection<Recommendation> standing(Map<String, String> properties, String topic) {
    try (RecommendationFollower follower = new RecommendationFollower(properties, topic)) {
      follower.readToEnd(
          (where, why) ->
              terminal.say("Left out a record of " + where + ": " + FailureReporter.sentence(why)));
      return follower.standing().values();
    }
  }

  /** A decision about something that was never recommended is most likely a typing error. */
  private void requireKnown(Collection<Recommendation> standing) {
    List<Recommendation> own =
        standing.stream().filter(r -> r.getWorkload().equals(workload)).toList();
    if (own.isEmpty()) {
      String known = names(standing, Recommendation::getWorkload);
      throw new CommandFailure(
          "there is no advice for a workload '"
              + workload
              + "'; "
              + (known.isEmpty() ? "there is none for any yet." : "there is for " + known + "."));
    }
    boolean spoken =
        own.stream()
            .anyMatch(r -> subject.equals(r.getProperty()) || subject.equals(r.getRuleId()));
    if (!spoken) {
      throw new CommandFailure(
          "no advice for "
              + workload
              + " is about '"
              + subject
              + "'; it is about "
              + names(own, r -> r.getProperty() == null ? r.getRuleId() : r.getProperty())
              + ".");
    }
  }

  private static String names(
      Collection<Recommendation> recommendations, Function<Recommendation, String> name) {
    List<String> names = recommendations.stream().map(name).distinct().sorted().toList();
    int shown = Math.min(names.size(), 8);
    String more = shown < names.size() ? " and " + (names.size() - shown) + " more" : "";
    return String.join(", ", names.subList(0, shown)) + more;
  }

  private void write(Map<String, String> properties, String topic, Decision decision) {
    try (DecisionWriter writer =
        new DecisionWriter(properties, properties, topic, Connections.PATIENCE)) {
      writer.write(workload, subject, Optional.ofNullable(decision));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped while writing to " + topic + ".", e);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new CommandFailure("cannot write to " + topic + ": " + cause.getMessage() + ".", e);
    }
  }
}
