package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.schemas.StageStatistics;
import io.attune.server.access.Login;
import io.attune.server.http.Answer;
import io.attune.server.http.ProblemType;
import io.attune.server.http.Route;
import io.attune.server.view.Recommendations;
import io.attune.server.view.Runs;
import io.attune.server.view.Views;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The table of what is answered: version 1 of the API, health and metrics. */
public final class Api {
  /** Before every path of this version. */
  public static final String PREFIX = "/api/v1/";

  private static final String JSON = "application/json";
  private static final String METRICS = "text/plain; version=0.0.4";

  private final Views views;
  private final Recommendations recommendations;
  private final Runs runs;
  private final Paces paces;
  private final WorkloadRows rows;
  private final EventStream events;
  private final Supplier<List<HealthCheck>> alive;
  private final Supplier<List<HealthCheck>> ready;
  private final Supplier<List<HealthCheck>> all;
  private final Supplier<String> metrics;
  private final Login login;
  private final DecisionEndpoint decisions;

  /**
   * @param views what is shown
   * @param login who one is, login and logout
   * @param decisions where decisions about advice go
   * @param alive checks of which one is down when this process has to be restarted
   * @param ready checks of which one is down while its answers may be incomplete
   * @param all everything that is looked at
   * @param metrics Prometheus' text format
   */
  public Api(
      Views views,
      EventStream events,
      Login login,
      DecisionLog decisions,
      Supplier<List<HealthCheck>> alive,
      Supplier<List<HealthCheck>> ready,
      Supplier<List<HealthCheck>> all,
      Supplier<String> metrics) {
    this.views = requireNonNull(views, "views is null");
    this.recommendations = views.recommendations();
    this.runs = views.runs();
    this.paces = new Paces(runs);
    this.rows = new WorkloadRows(recommendations, runs, paces);
    this.events = requireNonNull(events, "events is null");
    this.login = requireNonNull(login, "login is null");
    this.decisions = new DecisionEndpoint(recommendations, decisions, InstantSource.system());
    this.alive = requireNonNull(alive, "alive is null");
    this.ready = requireNonNull(ready, "ready is null");
    this.all = requireNonNull(all, "all is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
  }

  /** All routes, and the one with their description. */
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>(lists());
    routes.addAll(overviews());
    routes.add(configuration());
    routes.add(live());
    routes.addAll(decisions.routes());
    routes.addAll(login.routes(PREFIX + "session"));
    routes.addAll(health());
    routes.add(
        Route.at("/metrics", "metrics", "Figures about Attune itself, for Prometheus.")
            .producing(METRICS, "Prometheus' text format.")
            .answered(query -> Answer.text(METRICS, metrics.get()).notStored()));
    Route self =
        Route.at(PREFIX + "openapi.json", "openapi", "This document.")
            .producing(JSON, "OpenApiDocument");
    List<Route> described = new ArrayList<>(routes);
    described.add(self);
    Answer document = Answer.json(OpenApi.document(described, schemas()));
    routes.add(self.answered(query -> document));
    return routes;
  }

  private List<Route> lists() {
    return List.of(
        Route.at(PREFIX + "applications", "applications", "Applications, the newest first.")
            .described(
                "The applications that this instance works on, as of the last commit; of more than "
                    + ApplicationList.LOOKED_AT
                    + " those with the newest events.")
            .with(ApplicationList.parameters())
            .producing(JSON, "ApplicationPage")
            .answered(new ApplicationList(runs)::answer),
        Route.at(PREFIX + "workloads", "workloads", "Workloads by name.")
            .described(
                "All workloads with recommendations, and those of the applications that this"
                    + " instance works on.")
            .with(WorkloadList.parameters())
            .producing(JSON, "WorkloadPage")
            .answered(new WorkloadList(rows)::answer),
        Route.at(
                PREFIX + "recommendations",
                "recommendations",
                "What is published now, the most severe first.")
            .described("The recommendations of every workload, whichever instance published them.")
            .with(RecommendationList.parameters())
            .producing(JSON, "RecommendationPage")
            .answered(new RecommendationList(recommendations, paces)::answer),
        Route.at(PREFIX + "stages", "stages", "Statistics of the stages of one application.")
            .described(
                "As of the last commit; of more than "
                    + StageList.LOOKED_AT
                    + " stage attempts the last.")
            .with(StageList.parameters())
            .producing(JSON, "StageStatisticsPage")
            .failing(ProblemType.UNKNOWN_APPLICATION)
            .answered(new StageList(runs)::answer));
  }

  private List<Route> overviews() {
    FleetOverview fleet = new FleetOverview(rows, views.outcomes(), paces);
    SavingsReport savings = new SavingsReport(views.outcomes());
    return List.of(
        Route.at(PREFIX + "fleet", "fleet", "All workloads together, and what to do first.")
            .described(
                "Sums, facets and the largest workloads, of those that the filters keep; the"
                    + " filters are those of the list of workloads.")
            .with(FleetOverview.parameters())
            .producing(JSON, "Fleet")
            .answered(fleet::answer),
        Route.at(PREFIX + "workload", "workload", "All that is known of one workload.")
            .described(
                "Advice with its gain, time and cost at other sizes, past runs, what was tried,"
                    + " and why each other rule is silent. Runs and reasons are those that this"
                    + " instance remembers.")
            .with(WorkloadDetail.parameters())
            .producing(JSON, "WorkloadDetail")
            .failing(ProblemType.UNKNOWN_WORKLOAD)
            .answered(
                new WorkloadDetail(rows, recommendations, runs, views.forecasts(), paces)::answer),
        Route.at(PREFIX + "application", "application", "One application in time.")
            .described("Executors, stages, jobs and gaps, as of the last commit.")
            .with(ApplicationDetail.parameters())
            .producing(JSON, "ApplicationDetail")
            .failing(ProblemType.UNKNOWN_APPLICATION)
            .answered(new ApplicationDetail(runs)::answer),
        Route.at(PREFIX + "running", "running", "What runs now, and how busy its slots are.")
            .described(
                "All applications of this instance that run, in one answer; each with the busy"
                    + " part of its slots over its time.")
            .producing(JSON, "Running")
            .answered(query -> new RunningList(runs).answer()),
        Route.at(PREFIX + "savings", "savings", "What followed advice has saved.")
            .described("By week and rule, as it was measured, and the newest outcomes.")
            .producing(JSON, "Savings")
            .answered(query -> savings.answer()));
  }

  private Route configuration() {
    return Route.at(PREFIX + "conf", "conf", "The advice for one workload as configuration.")
        .described("As text/plain, when that is preferred, the configuration alone.")
        .with(WorkloadConfiguration.parameters())
        .producing(WorkloadConfiguration.JSON, "Configuration")
        .producing(WorkloadConfiguration.PLAIN, "The configuration.")
        .failing(ProblemType.UNKNOWN_WORKLOAD, ProblemType.STARTING)
        .served(new WorkloadConfiguration(recommendations, runs)::serve);
  }

  private Route live() {
    return Route.at(PREFIX + "events", "events", "Live changes as server-sent events.")
        .described(
            "At most one event a second. Named recommendations, its data is a"
                + " RecommendationChanges; named reset, more has changed than is listed, and the"
                + " lists have to be asked for again. Ask for them after the stream has been"
                + " opened, and nothing is missed. Names of events may be added.")
        .producing("text/event-stream", "Server-sent events.")
        .failing(ProblemType.TOO_MANY_VIEWERS)
        .served(events::serve);
  }

  private List<Route> health() {
    Health live = new Health(alive, true);
    Health whole = new Health(ready, true);
    Health status = new Health(all, false);
    return List.of(
        Route.at("/health/live", "live", "Whether this process can go on; if not, restart it.")
            .open()
            .producing(JSON, OpenApi.HEALTH)
            .answered(query -> live.answer()),
        Route.at("/health/ready", "ready", "Whether it works and its answers are whole.")
            .open()
            .producing(JSON, OpenApi.HEALTH)
            .answered(query -> whole.answer()),
        Route.at("/health/status", "status", "Everything that is looked at, with reasons.")
            .described(
                "Always 200. WARN: it works, and somebody should look at it. Checks may be added.")
            .producing(JSON, OpenApi.HEALTH)
            .answered(query -> status.answer()),
        Route.at("/health", "health", "The same as /health/live.")
            .open()
            .producing(JSON, OpenApi.HEALTH)
            .answered(query -> live.answer()));
  }

  private static Schemas schemas() {
    Schemas schemas = new Schemas();
    schemas.add("Application", ApplicationList.schema());
    schemas.addPage("ApplicationPage", "Application", "Applications.");
    schemas.add("Workload", WorkloadList.schema());
    schemas.addPage("WorkloadPage", "Workload", "Workloads.");
    RecommendationList.addSchema(schemas);
    schemas.addPage("RecommendationPage", "RankedRecommendation", "Recommendations.");
    schemas.addAvro(StageStatistics.getClassSchema());
    schemas.addPage("StageStatisticsPage", "StageStatistics", "Stage attempts.");
    schemas.add("Fleet", FleetOverview.schema());
    WorkloadDetail.addSchemas(schemas);
    schemas.add("ApplicationDetail", ApplicationDetail.schema());
    schemas.add("Running", RunningList.schema());
    SavingsReport.addSchemas(schemas);
    schemas.add("Configuration", WorkloadConfiguration.schema());
    schemas.add("RecommendationChanges", Changes.schema());
    schemas.add(OpenApi.HEALTH, Health.schema());
    DecisionEndpoint.addSchemas(schemas);
    SessionSchemas.addTo(schemas);
    ObjectNode document = Schemas.object("An OpenAPI document.");
    schemas.add("OpenApiDocument", document);
    return schemas;
  }
}
