package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.JobUnit;
import io.attune.advisor.render.AdviceSheet;
import io.attune.advisor.render.Format;
import io.attune.advisor.render.Rendering;
import io.attune.advisor.table.Nearest;
import io.attune.schemas.Recommendation;
import io.attune.server.http.Answer;
import io.attune.server.http.Exchange;
import io.attune.server.http.Parameter;
import io.attune.server.http.Problem;
import io.attune.server.http.ProblemException;
import io.attune.server.http.ProblemType;
import io.attune.server.http.Query;
import io.attune.server.view.Published;
import io.attune.server.view.Recommendations;
import io.attune.server.view.Runs;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code /api/v1/conf}: the advice for one workload as configuration. As JSON it has {@code text},
 * the configuration, and {@code notes}, what the format has no place for; as plain text it is the
 * configuration alone.
 */
final class WorkloadConfiguration {
  static final String JSON = "application/json";
  static final String PLAIN = "text/plain";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MOST_SUGGESTIONS = 3;

  private static final List<Parameter> PARAMETERS =
      List.of(
          Parameter.text("workload", "Name of the workload.").needed(),
          Parameter.choice(
              "format",
              Arrays.stream(Format.values()).map(Format::toString).toList(),
              Format.SPARK_DEFAULTS.toString(),
              "What the configuration is for."),
          Parameter.whole("columns", 40, 400, 100, "Width that a table breaks its lines at."),
          Parameter.flag("colour", false, "Whether a table has ANSI colours."),
          Parameter.flag("unicode", true, "Whether a table may have more than ASCII."));

  private static final Columns<Rendered> COLUMNS =
      new Columns<Rendered>("The advice for a workload, as configuration.")
          .text("workload", "Name of the workload.", Rendered::workload)
          .text("text", "The configuration; empty when there is nothing to set.", Rendered::text);

  private static final Comparator<Recommendation> MOST_SEVERE_FIRST =
      Comparator.comparing(Recommendation::getSeverity)
          .reversed()
          .thenComparing(Recommendation::getCategory)
          .thenComparing(r -> r.getProperty() == null ? "" : r.getProperty())
          .thenComparing(Recommendation::getRuleId);

  private final Recommendations recommendations;
  private final Runs runs;

  private record Rendered(String workload, String text, List<String> notes) {}

  WorkloadConfiguration(Recommendations recommendations, Runs runs) {
    this.recommendations = requireNonNull(recommendations, "recommendations is null");
    this.runs = requireNonNull(runs, "runs is null");
  }

  static List<Parameter> parameters() {
    return PARAMETERS;
  }

  static ObjectNode schema() {
    ObjectNode schema = COLUMNS.schema();
    ObjectNode notes =
        NODES
            .objectNode()
            .put("type", "array")
            .put("description", "What the format has no place for, a sentence each.");
    notes.putObject("items").put("type", "string");
    Schemas.property(schema, "notes", notes);
    return schema;
  }

  void serve(Exchange exchange) {
    Rendered rendered = render(exchange.query());
    Answer answer =
        exchange.preferred(List.of(JSON, PLAIN)).equals(PLAIN)
            ? Answer.text(PLAIN, rendered.text())
            : Answer.json(json(rendered));
    exchange.send(answer.with("Vary", "Accept"));
  }

  private static ObjectNode json(Rendered rendered) {
    ObjectNode json = COLUMNS.json(rendered);
    ArrayNode notes = json.putArray("notes");
    rendered.notes().forEach(notes::add);
    return json;
  }

  private Rendered render(Query query) {
    if (!recommendations.isCaughtUp()) {
      throw Problem.of(
              ProblemType.STARTING,
              recommendations
                  .failure()
                  .orElse("Attune is still reading what has been recommended."))
          .exception();
    }
    String workload = query.require("workload");
    List<Recommendation> published =
        recommendations.current().stream()
            .map(Published::recommendation)
            .filter(r -> isOf(r, workload))
            .sorted(MOST_SEVERE_FIRST)
            .toList();
    if (published.isEmpty() && !runs.knowsWorkload(workload)) {
      throw unknown(workload, recommendations, runs);
    }
    AdviceSheet sheet = sheet(workload, published);
    Rendering rendering =
        Format.of(query.require("format")).orElseThrow().rendering(display(query));
    return new Rendered(workload, rendering.render(sheet), rendering.notes(sheet));
  }

  /** Whether advice is to a workload or, where that is an application's, to one of its units. */
  private static boolean isOf(Recommendation recommendation, String workload) {
    String of = recommendation.getWorkload();
    return of.equals(workload) || JobUnit.applicationIn(of).equals(workload);
  }

  private static Format.Display display(Query query) {
    return new Format.Display(query.whole("columns"), query.flag("colour"), query.flag("unicode"));
  }

  private AdviceSheet sheet(String workload, List<Recommendation> published) {
    String newest =
        published.stream()
            .max(Comparator.comparing(Recommendation::getEventTime))
            .map(Recommendation::getApplicationId)
            .orElse("");
    Optional<ApplicationState> application =
        newest.isEmpty() ? Optional.empty() : runs.application(newest);
    return new AdviceSheet(
        workload,
        newest,
        published,
        List.of(),
        application.map(ApplicationState::settings),
        application.flatMap(ApplicationState::context));
  }

  static ProblemException unknown(String workload, Recommendations recommendations, Runs runs) {
    Set<String> known = new TreeSet<>();
    recommendations.current().forEach(p -> known.add(p.recommendation().getWorkload()));
    runs.applications(ApplicationList.LOOKED_AT + 1).forEach(a -> known.add(a.workload()));
    ArrayNode nearest = NODES.arrayNode();
    Nearest.closeTo(known, workload, MOST_SUGGESTIONS).forEach(nearest::add);
    return Problem.of(
            ProblemType.UNKNOWN_WORKLOAD,
            "Attune knows no workload " + Problem.quoted(workload) + ".")
        .with("nearest", nearest)
        .with("workloads", NODES.numberNode(known.size()))
        .exception();
  }
}
