package io.attune.advisor.render;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.schemas.Recommendation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Several workloads, those first whose runs together could have saved most.
 *
 * @param workloads in that order
 * @param leftOut what could not be judged, a sentence for each
 */
public record SetSummary(List<WorkloadSummary> workloads, List<String> leftOut) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Sorts and copies. */
  public SetSummary {
    workloads = workloads.stream().sorted(WorkloadSummary.MOST_SAVED_FIRST).toList();
    leftOut = List.copyOf(leftOut);
  }

  /** With this workload alone; as it is where none is named. */
  public SetSummary only(Optional<String> workload) {
    return workload.isEmpty()
        ? this
        : new SetSummary(
            workloads.stream().filter(one -> one.workload().equals(workload.get())).toList(),
            leftOut);
  }

  /** Runs of all workloads. */
  public int runs() {
    return workloads.stream().mapToInt(WorkloadSummary::runs).sum();
  }

  /** What all runs together could have cost less, by unit. */
  public Map<String, Double> savedCost() {
    Map<String, Double> saved = new TreeMap<>();
    for (WorkloadSummary one : workloads) {
      if (one.cost().amount().isPresent()) {
        saved.merge(one.costUnit(), one.cost().times(one.runs()), Double::sum);
      }
    }
    return saved;
  }

  /** What the workloads whose runs tell a pace could cost less in a month, by unit. */
  public Map<String, Double> savedCostPerMonth() {
    Map<String, Double> saved = new TreeMap<>();
    for (WorkloadSummary one : workloads) {
      OptionalDouble month = one.perMonth(one.cost());
      if (month.isPresent()) {
        saved.merge(one.costUnit(), month.getAsDouble(), Double::sum);
      }
    }
    return saved;
  }

  /** The same for time, milliseconds. */
  public double savedTimePerMonthMs() {
    return workloads.stream().mapToDouble(one -> one.perMonth(one.timeMs()).orElse(0)).sum();
  }

  /** Time that all runs together could have taken less, milliseconds. */
  public double savedTimeMs() {
    return workloads.stream().mapToDouble(one -> one.timeMs().times(one.runs())).sum();
  }

  /**
   * One JSON document: {@code workloads[]} in their order, {@code totals} over all runs, {@code
   * leftOut[]}. What is not known is null.
   */
  public String json() {
    return JsonRendering.write(document(workloads.size()));
  }

  /**
   * The same as a tree.
   *
   * @param most at most so many workloads; the totals are of all
   */
  public ObjectNode document(int most) {
    ObjectNode document = JSON.createObjectNode();
    ArrayNode list = document.putArray("workloads");
    workloads.stream().limit(most).forEach(one -> list.add(json(one)));
    ObjectNode totals = document.putObject("totals");
    totals.put("workloads", workloads.size());
    totals.put("runs", runs());
    ObjectNode cost = totals.putObject("savedCost");
    savedCost().forEach(cost::put);
    totals.put("savedTimeMs", savedTimeMs());
    ArrayNode left = document.putArray("leftOut");
    leftOut.forEach(left::add);
    return document;
  }

  private static ObjectNode json(WorkloadSummary one) {
    ObjectNode node = JSON.createObjectNode();
    node.put("workload", one.workload());
    node.put("applicationId", one.applicationId());
    node.put("log", one.log());
    node.put("runs", one.runs());
    node.put("verdict", one.verdict());
    node.put("changes", one.cards().size());
    put(node, "savedCost", one.cost().amount());
    put(node, "savedCostShare", one.cost().share());
    node.put("costUnit", one.costUnit().isEmpty() ? null : one.costUnit());
    put(node, "savedTimeMs", one.timeMs().amount());
    put(node, "savedTimeShare", one.timeMs().share());
    put(node, "savedTimeAtMostMs", one.timeMs().atMost());
    put(
        node,
        "runsPerMonth",
        one.pace()
            .map(pace -> OptionalDouble.of(pace.runsPerMonth()))
            .orElseGet(OptionalDouble::empty));
    put(node, "savedCostPerMonth", one.perMonth(one.cost()));
    put(node, "savedTimePerMonthMs", one.perMonth(one.timeMs()));
    node.set("biggestChange", one.biggest().map(card -> json(card.get(0))).orElse(null));
    return node;
  }

  private static ObjectNode json(Recommendation recommendation) {
    ObjectNode node = JSON.createObjectNode();
    node.put("ruleId", recommendation.getRuleId());
    node.put("property", recommendation.getProperty());
    node.put("current", recommendation.getCurrent());
    node.put("recommended", recommendation.getRecommended());
    node.put("severity", recommendation.getSeverity().name());
    node.put("summary", recommendation.getSummary());
    node.put("recommendationId", recommendation.getRecommendationId());
    return node;
  }

  private static void put(ObjectNode node, String name, OptionalDouble value) {
    if (value.isPresent()) {
      node.put(name, value.getAsDouble());
    } else {
      node.putNull(name);
    }
  }
}
