package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.schemas.Decision;
import io.attune.schemas.DecisionKind;
import io.attune.schemas.Recommendation;
import io.attune.server.access.Audit;
import io.attune.server.http.Answer;
import io.attune.server.http.Caller;
import io.attune.server.http.Exchange;
import io.attune.server.http.Parameter;
import io.attune.server.http.Problem;
import io.attune.server.http.ProblemException;
import io.attune.server.http.ProblemType;
import io.attune.server.http.Role;
import io.attune.server.http.Route;
import io.attune.server.view.Recommendations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /api/v1/decisions}: advice is dismissed, or that is undone. Both are audited. */
final class DecisionEndpoint {
  private static final String PATH = Api.PREFIX + "decisions";
  private static final String JSON = "application/json";
  private static final String DECISION = "Decision";
  private static final String WORKLOAD = "workload";
  private static final String SUBJECT = "subject";
  private static final String UNTIL = "validUntil";
  private static final String REASON = "reason";
  private static final int LONGEST = 4_096;

  private static final List<Parameter> WHICH =
      List.of(
          Parameter.text(WORKLOAD, "The workload.").needed(),
          Parameter.text(SUBJECT, "The property or rule that the dismissal is about.").needed());

  private final Recommendations recommendations;
  private final DecisionLog decisions;
  private final InstantSource clock;

  DecisionEndpoint(Recommendations recommendations, DecisionLog decisions, InstantSource clock) {
    this.recommendations = requireNonNull(recommendations, "recommendations is null");
    this.decisions = requireNonNull(decisions, "decisions is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST", PATH, Role.OPERATE, "dismiss", "Dismiss advice.")
            .described(
                "It is published once more as DISMISSED and then left alone, until that expires or"
                    + " is undone.")
            .taking("Dismissal")
            .producing(JSON, DECISION)
            .failing(
                ProblemType.BAD_REQUEST,
                ProblemType.UNKNOWN_ADVICE,
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                ProblemType.STARTING,
                ProblemType.UNAVAILABLE)
            .served(exchange -> exchange.answer(sent -> dismiss(exchange.caller(), sent))),
        Route.of("DELETE", PATH, Role.OPERATE, "undo", "Take a dismissal back.")
            .with(WHICH)
            .failing(ProblemType.UNKNOWN_ADVICE, ProblemType.STARTING, ProblemType.UNAVAILABLE)
            .served(this::undo));
  }

  private Answer dismiss(Caller caller, JsonNode sent) {
    String workload = text(sent, WORKLOAD).orElseThrow(() -> bad(WORKLOAD, "is missing"));
    String subject = text(sent, SUBJECT).orElseThrow(() -> bad(SUBJECT, "is missing"));
    Instant now = clock.instant();
    Optional<Instant> until = text(sent, UNTIL).map(DecisionEndpoint::time);
    if (until.isPresent() && !until.get().isAfter(now)) {
      throw bad(UNTIL, "is in the past");
    }
    requireStanding(workload, subject);
    Decision decision =
        Decision.newBuilder()
            .setWorkload(workload)
            .setSubject(subject)
            .setKind(DecisionKind.DISMISSED)
            .setValidUntil(until.orElse(null))
            .setDecisionTime(now)
            .setDecidedBy(caller.name())
            .setReason(text(sent, REASON).orElse(null))
            .build();
    write(caller, "dismiss", workload, subject, Optional.of(decision));
    return Answer.json(json(decision)).notStored();
  }

  private void undo(Exchange exchange) {
    String workload = exchange.query().require(WORKLOAD);
    String subject = exchange.query().require(SUBJECT);
    requireStanding(workload, subject);
    write(exchange.caller(), "undo dismissal", workload, subject, Optional.empty());
    exchange.send(Answer.done());
  }

  private void write(
      Caller caller, String action, String workload, String subject, Optional<Decision> decision) {
    Map<String, String> details = new HashMap<>();
    details.put(WORKLOAD, workload);
    details.put(SUBJECT, subject);
    decision.ifPresent(
        made -> {
          details.put(REASON, made.getReason());
          details.put(UNTIL, made.getValidUntil() == null ? null : made.getValidUntil().toString());
        });
    try {
      decisions.write(workload, subject, decision);
    } catch (DecisionLog.UnavailableException e) {
      Audit.log(caller, action + " failed", details);
      throw Problem.of(ProblemType.UNAVAILABLE, e.getMessage()).exception();
    }
    Audit.log(caller, action, details);
  }

  /** A decision about something that was never recommended is most likely a typing error. */
  private void requireStanding(String workload, String subject) {
    if (!recommendations.isCaughtUp()) {
      throw Problem.of(
              ProblemType.STARTING,
              "Attune is still reading what has been published; try again in a moment.")
          .exception();
    }
    boolean stands =
        recommendations.current().stream()
            .map(published -> published.recommendation())
            .anyMatch(advice -> isAbout(advice, workload, subject));
    if (!stands) {
      throw Problem.of(
              ProblemType.UNKNOWN_ADVICE,
              "No advice for the workload "
                  + Problem.quoted(workload)
                  + " is about "
                  + Problem.quoted(subject)
                  + "; "
                  + Api.PREFIX
                  + "recommendations lists what stands.")
          .exception();
    }
  }

  private static boolean isAbout(Recommendation advice, String workload, String subject) {
    return advice.getWorkload().equals(workload)
        && (subject.equals(advice.getProperty()) || subject.equals(advice.getRuleId()));
  }

  private static Optional<String> text(JsonNode sent, String name) {
    JsonNode value = sent.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.asText().isEmpty() || value.asText().length() > LONGEST) {
      throw bad(name, "must be a text of 1 to " + LONGEST + " characters");
    }
    return Optional.of(value.asText());
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw bad(UNTIL, "must be a time such as 2027-01-31T06:00:00Z");
    }
  }

  private static ProblemException bad(String member, String what) {
    return Problem.of(ProblemType.BAD_REQUEST, "The member " + member + " " + what + ".")
        .exception();
  }

  private static ObjectNode json(Decision decision) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put(WORKLOAD, decision.getWorkload());
    body.put(SUBJECT, decision.getSubject());
    body.put(UNTIL, decision.getValidUntil() == null ? null : decision.getValidUntil().toString());
    body.put("decisionTime", decision.getDecisionTime().toString());
    body.put("decidedBy", decision.getDecidedBy());
    body.put(REASON, decision.getReason());
    return body;
  }

  static void addSchemas(Schemas schemas) {
    ObjectNode dismissal = Schemas.object("Advice that is not wanted.");
    Schemas.property(dismissal, WORKLOAD, type("string", "The workload."));
    Schemas.property(
        dismissal,
        SUBJECT,
        type("string", "A Spark property, or the id of a rule: then all that it advises."));
    ObjectNode optional = (ObjectNode) dismissal.get("properties");
    optional.set(UNTIL, type("string", "When it expires, in ISO 8601 with a zone."));
    optional.set(REASON, type("string", "Why, for whoever reads it later."));
    schemas.add("Dismissal", dismissal);
    ObjectNode decision = Schemas.object("What was decided.");
    Schemas.property(decision, WORKLOAD, type("string", "The workload."));
    Schemas.property(decision, SUBJECT, type("string", "A Spark property or the id of a rule."));
    Schemas.property(decision, UNTIL, orNull("When it expires; null when it is to be undone."));
    Schemas.property(decision, "decisionTime", type("string", "When it was decided."));
    Schemas.property(decision, "decidedBy", type("string", "Who decided."));
    Schemas.property(decision, REASON, orNull("Why."));
    schemas.add(DECISION, decision);
  }

  private static ObjectNode type(String name, String doc) {
    return JsonNodeFactory.instance.objectNode().put("type", name).put("description", doc);
  }

  private static ObjectNode orNull(String doc) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.putArray("type").add("string").add("null");
    return schema.put("description", doc);
  }
}
