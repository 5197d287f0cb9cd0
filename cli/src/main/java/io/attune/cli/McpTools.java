package io.attune.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.render.ComparisonRendering;
import io.attune.advisor.render.Format;
import io.attune.advisor.render.SetSummary;
import io.attune.advisor.render.SummaryExport;
import io.attune.schemas.text.VisibleText;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The tools of the MCP server: what the commands print, for clients that ask in their own way. */
final class McpTools {
  static final int USUAL = 20;
  static final int MOST = 1_000;

  private static final int MOST_SLOTS = 1_000_000;
  private static final int COLUMNS = 120;
  private static final String SOURCE = "source";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Formats of configurations; the others are reports. */
  private static final List<Format> FORMATS =
      Stream.of(Format.values())
          .filter(
              format ->
                  format != Format.TABLE
                      && format != Format.JSON
                      && format != Format.JUNIT
                      && format != Format.SARIF)
          .toList();

  private static final Map<String, Object> WORKLOAD =
      text("Name of a workload, as list_workloads has it.");
  private static final Map<String, Object> LIMIT =
      Map.of(
          "type",
          "integer",
          "minimum",
          1,
          "maximum",
          MOST,
          "default",
          USUAL,
          "description",
          "At most so many.");

  private final List<AdviceSource> sources;

  /**
   * Makes the tools.
   *
   * @param sources what is asked; the first where a client does not say which
   */
  McpTools(List<AdviceSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** All of them. */
  List<McpTool> all() {
    List<McpTool> tools =
        List.of(
            listWorkloads(),
            listRecommendations(),
            listRuns(),
            explain(),
            compareRuns(),
            forecast(),
            getConfiguration());
    if (sources.size() == 1) {
      return tools;
    }
    List<String> names = sources.stream().map(AdviceSource::name).toList();
    Map<String, Object> schema =
        Map.of(
            "type",
            "string",
            "enum",
            names,
            "default",
            names.get(0),
            "description",
            "Which to ask: a running Attune, or the event logs.");
    return tools.stream().map(tool -> tool.with(SOURCE, schema)).toList();
  }

  private McpTool listWorkloads() {
    return new McpTool(
        "list_workloads",
        "Workloads and what each could save",
        "Spark workloads (what recurs from run to run), the one that could save most first."
            + " savedCost and savedTimeMs are of one run, positive where something is saved, null"
            + " where no replay tells; savedTimeAtMostMs is a bound. totals are of all workloads.",
        arguments("limit", LIMIT),
        List.of(),
        given -> json(source(given).workloads().document(given.count("limit", USUAL, MOST))));
  }

  private McpTool listRecommendations() {
    return new McpTool(
        "list_recommendations",
        "Settings to change",
        "What to change: property, current and recommended value, what it saves in a run with its"
            + " 80 % interval, how sure it is (confidence, 0 to 1), the reason (summary) and what"
            + " could make it wrong (doubt). Rows of the same workload and rank are one change."
            + " property is null where the advice is no setting.",
        arguments("workload", WORKLOAD, "limit", LIMIT),
        List.of(),
        this::recommendations);
  }

  private McpTool listRuns() {
    return new McpTool(
        "list_runs",
        "Runs of a workload",
        "The runs of a workload that are known, the newest first.",
        arguments("workload", WORKLOAD, "limit", LIMIT),
        List.of("workload"),
        given -> {
          ObjectNode runs = source(given).runs(given.text("workload"));
          ArrayNode list = (ArrayNode) runs.path("runs");
          runs.put("total", list.size());
          int most = given.count("limit", USUAL, MOST);
          while (list.size() > most) {
            list.remove(list.size() - 1);
          }
          return json(runs);
        });
  }

  private McpTool explain() {
    return new McpTool(
        "explain",
        "A rule, or the evidence behind advice",
        "Of a rule alone: its page, with what it looks at, its formula and numbers, and when it is"
            + " silent. Of a property, a recommendation, or a rule together with a workload: the"
            + " evidence behind the advice, the doubt, how to go back, or why the rule is silent.",
        arguments(
            "subject",
            text("Id of a rule such as skew, a Spark property, or a recommendationId."),
            "workload",
            WORKLOAD),
        List.of("subject"),
        this::explained);
  }

  private McpTool compareRuns() {
    return new McpTool(
        "compare_runs",
        "Why one run took longer than another",
        "What the difference in time between two runs is made of, the biggest part first, and what"
            + " else differs: input, executors, failures, settings. Needs event logs.",
        arguments(
            "before",
            text("First run: its applicationId, or its log."),
            "after",
            text("Second run: the same.")),
        List.of("before", "after"),
        given ->
            List.of(
                ComparisonRendering.table(
                    source(given).compare(given.text("before"), given.text("after")),
                    new Format.Display(COLUMNS, false, true))));
  }

  private McpTool forecast() {
    return new McpTool(
        "forecast",
        "Time and cost at other cluster sizes",
        "Time and cost of the newest run of a workload at other numbers of slots (executors × cores"
            + " ÷ spark.task.cpus), with an 80 % interval; withAdvice is what remains once the"
            + " recommended changes are made, null where they change nothing.",
        arguments(
            "workload",
            WORKLOAD,
            "slots",
            Map.of(
                "type",
                "array",
                "items",
                Map.of("type", "integer", "minimum", 1, "maximum", MOST_SLOTS),
                "description",
                "Sizes to forecast, from event logs only; without, sizes around the run's own.")),
        List.of("workload"),
        given ->
            json(
                source(given).forecast(given.text("workload"), given.counts("slots", MOST_SLOTS))));
  }

  private McpTool getConfiguration() {
    return new McpTool(
        "get_configuration",
        "Advice as configuration of a platform",
        "What is advised for a workload, in a platform's own form. The first text is the"
            + " configuration alone, empty when there is nothing to set; the second, where there is"
            + " one, has what the form has no place for.",
        arguments(
            "workload",
            WORKLOAD,
            "format",
            Map.of(
                "type",
                "string",
                "enum",
                FORMATS.stream().map(Format::toString).toList(),
                "default",
                Format.SPARK_DEFAULTS.toString(),
                "description",
                "The form.")),
        List.of("workload"),
        given -> {
          AdviceSource.RenderedAdvice configuration =
              source(given)
                  .configuration(
                      given.text("workload"),
                      given.format("format", Format.SPARK_DEFAULTS, FORMATS));
          return configuration.notes().isEmpty()
              ? List.of(configuration.text())
              : List.of(configuration.text(), String.join("\n", configuration.notes()));
        });
  }

  private AdviceSource source(ToolArguments given) {
    Optional<String> name = sources.size() == 1 ? Optional.empty() : given.optional(SOURCE);
    return sources.stream()
        .filter(source -> name.map(source.name()::equals).orElse(true))
        .findFirst()
        .orElseThrow(() -> new CommandFailure("there is no source '" + name.orElse("") + "'."));
  }

  private List<String> recommendations(ToolArguments given) {
    SetSummary set = of(source(given).workloads(), given.optional("workload"));
    List<ObjectNode> rows = SummaryExport.rows(set);
    ObjectNode document = JSON.createObjectNode();
    document.put("total", rows.size());
    ArrayNode list = document.putArray("recommendations");
    rows.stream().limit(given.count("limit", USUAL, MOST)).forEach(list::add);
    return json(document);
  }

  /** What is known of a workload; of all where none is named. */
  private static SetSummary of(SetSummary set, Optional<String> workload) {
    SetSummary only = set.only(workload);
    if (only.workloads().isEmpty() && workload.isPresent()) {
      throw new CommandFailure(
          "there is no workload '" + workload.get() + "'; list_workloads has their names.");
    }
    return only;
  }

  private List<String> explained(ToolArguments given) {
    ExplainedSubject subject = new ExplainedSubject(given.text("subject"));
    Optional<String> workload = given.optional("workload");
    if (subject.isRule() && workload.isEmpty()) {
      return List.of(subject.page());
    }
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    AdviceSource source = source(given);
    return List.of(
        new ExplainedAdvice(source, Terminal.plain(nowhere, nowhere, COLUMNS))
            .text(subject, of(source.workloads(), workload), workload));
  }

  private static List<String> json(JsonNode document) {
    try {
      return List.of(VisibleText.ofJson(JSON.writeValueAsString(document)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }

  private static Map<String, Object> text(String description) {
    return Map.of("type", "string", "description", requireNonNull(description));
  }

  private static Map<String, Object> arguments(Object... namesAndSchemas) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (int i = 0; i < namesAndSchemas.length; i += 2) {
      arguments.put((String) namesAndSchemas[i], namesAndSchemas[i + 1]);
    }
    return arguments;
  }
}
