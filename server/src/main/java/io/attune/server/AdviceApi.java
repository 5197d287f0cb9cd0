package io.attune.server;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.render.AdviceSheet;
import io.attune.advisor.render.Format;
import io.attune.advisor.render.Rendering;
import io.attune.advisor.table.Nearest;
import io.attune.schemas.Recommendation;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What stands for one workload, written in one format: {@code
 * /api/conf?workload=NAME&format=FORMAT}. Answers {@code text}, the configuration, and {@code
 * notes}, what the format has no place for. An unknown workload is 404 with the {@code nearest}
 * names.
 */
final class AdviceApi {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MOST_SUGGESTIONS = 3;
  private static final int APPLICATIONS_TO_SUGGEST = 1_000;
  private static final int NARROWEST = 40;
  private static final int WIDEST = 400;

  private static final Comparator<Recommendation> MOST_SEVERE_FIRST =
      Comparator.comparing(Recommendation::getSeverity)
          .reversed()
          .thenComparing(Recommendation::getCategory)
          .thenComparing(r -> r.getProperty() == null ? "" : r.getProperty())
          .thenComparing(Recommendation::getRuleId);

  private final RecommendationView recommendations;
  private final StoreQueries stores;

  AdviceApi(RecommendationView recommendations, StoreQueries stores) {
    this.recommendations = requireNonNull(recommendations, "recommendations is null");
    this.stores = requireNonNull(stores, "stores is null");
  }

  void serve(HttpExchange exchange) throws IOException {
    Map<String, String> query = QueryParameters.of(exchange);
    String workload = query.get("workload");
    if (workload == null) {
      HttpApi.error(exchange, 400, "Name the workload: /api/conf?workload=<name>&format=<format>.");
      return;
    }
    String name = query.getOrDefault("format", Format.SPARK_DEFAULTS.toString());
    Optional<Format> format = Format.of(name);
    if (format.isEmpty()) {
      HttpApi.error(
          exchange, 400, "'" + name + "' is not a format; choose one of " + Format.names() + ".");
    } else if (!recommendations.isCaughtUp()) {
      HttpApi.error(exchange, 503, "Attune is still reading what has been recommended.");
    } else {
      answer(exchange, workload, format.get().rendering(display(query)));
    }
  }

  private void answer(HttpExchange exchange, String workload, Rendering rendering)
      throws IOException {
    List<Recommendation> standing =
        recommendations.current().stream()
            .filter(r -> r.getWorkload().equals(workload))
            .sorted(MOST_SEVERE_FIRST)
            .toList();
    if (standing.isEmpty() && !stores.knowsWorkload(workload)) {
      unknown(exchange, workload);
      return;
    }
    AdviceSheet sheet = sheet(workload, standing);
    ObjectNode answer = NODES.objectNode();
    answer.put("workload", workload);
    answer.put("text", rendering.render(sheet));
    ArrayNode notes = answer.putArray("notes");
    rendering.notes(sheet).forEach(notes::add);
    HttpApi.json(exchange, 200, answer);
  }

  private AdviceSheet sheet(String workload, List<Recommendation> standing) {
    String newest =
        standing.stream()
            .max(Comparator.comparing(Recommendation::getEventTime))
            .map(Recommendation::getApplicationId)
            .orElse("");
    Optional<ApplicationState> application =
        newest.isEmpty() ? Optional.empty() : stores.application(newest);
    return new AdviceSheet(
        workload,
        newest,
        standing,
        List.of(),
        application.map(ApplicationState::settings),
        application.flatMap(ApplicationState::context));
  }

  private void unknown(HttpExchange exchange, String workload) throws IOException {
    Set<String> known = new TreeSet<>();
    recommendations.current().forEach(r -> known.add(r.getWorkload()));
    stores.applications(APPLICATIONS_TO_SUGGEST).forEach(a -> known.add(a.workload()));
    ObjectNode answer = NODES.objectNode();
    answer.put("error", "Attune has not heard of a workload '" + workload + "'.");
    ArrayNode nearest = answer.putArray("nearest");
    Nearest.closeTo(known, workload, MOST_SUGGESTIONS).forEach(nearest::add);
    answer.put("workloads", known.size());
    HttpApi.json(exchange, 404, answer);
  }

  private static Format.Display display(Map<String, String> query) {
    int columns = 100;
    try {
      columns = Integer.parseInt(query.getOrDefault("columns", "100"));
    } catch (NumberFormatException e) {
      // A table of the usual width.
    }
    return new Format.Display(
        Math.max(NARROWEST, Math.min(WIDEST, columns)),
        Boolean.parseBoolean(query.get("colour")),
        !"false".equals(query.get("unicode")));
  }
}
