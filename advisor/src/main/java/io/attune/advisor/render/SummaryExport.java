package io.attune.advisor.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.worth.SavedAmount;
import io.attune.advisor.worth.Worth;
import io.attune.schemas.Recommendation;
import io.attune.schemas.text.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes of several workloads as rows, for spreadsheets and programs: one for each setting. */
public final class SummaryExport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> COLUMNS =
      List.of(
          "workload",
          "applicationId",
          "runs",
          "rank",
          "ruleId",
          "property",
          "current",
          "recommended",
          "severity",
          "savedCost",
          "savedCostLow",
          "savedCostHigh",
          "costUnit",
          "savedTimeMs",
          "savedTimeLowMs",
          "savedTimeHighMs",
          "savedCostPerMonth",
          "savedTimePerMonthMs",
          "confidence",
          "summary",
          "doubt",
          "recommendationId");

  private SummaryExport() {}

  /**
   * RFC 4180 with a heading. A text that a spreadsheet would take for a formula begins with an
   * apostrophe. What is not known is empty.
   */
  public static String csv(SetSummary set) {
    StringBuilder out = new StringBuilder(String.join(",", COLUMNS)).append("\r\n");
    for (ObjectNode row : rows(set)) {
      out.append(
              COLUMNS.stream()
                  .map(
                      column ->
                          row.get(column).isNumber()
                              ? row.get(column).asText()
                              : cell(row.get(column).isNull() ? "" : row.get(column).asText()))
                  .collect(Collectors.joining(",")))
          .append("\r\n");
    }
    return out.toString();
  }

  private static String cell(String text) {
    String shown = VisibleText.of(text);
    if (!shown.isEmpty() && "=+-@\t".indexOf(shown.charAt(0)) >= 0) {
      shown = "'" + shown;
    }
    return shown.matches("[^\",\\r\\n]*") ? shown : '"' + shown.replace("\"", "\"\"") + '"';
  }

  /** A JSON object on each line, with the columns of {@link #csv}; what is not known is null. */
  public static String jsonLines(SetSummary set) {
    StringBuilder out = new StringBuilder();
    for (ObjectNode row : rows(set)) {
      try {
        out.append(VisibleText.ofJson(JSON.writeValueAsString(row))).append('\n');
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a tree of plain values can always be written", e);
      }
    }
    return out.toString();
  }

  /** An object with the columns of {@link #csv} for each setting; what is not known is null. */
  public static List<ObjectNode> rows(SetSummary set) {
    List<ObjectNode> rows = new ArrayList<>();
    for (WorkloadSummary one : set.workloads()) {
      int rank = 1;
      for (List<Recommendation> card : one.cardsByWorth()) {
        for (Recommendation each : card) {
          rows.add(row(one, rank, each, Worth.of(card)));
        }
        rank++;
      }
    }
    return rows;
  }

  private static ObjectNode row(WorkloadSummary one, int rank, Recommendation each, Worth worth) {
    ObjectNode row = JSON.createObjectNode();
    row.put("workload", one.workload());
    row.put("applicationId", each.getApplicationId());
    row.put("runs", one.runs());
    row.put("rank", rank);
    row.put("ruleId", each.getRuleId());
    row.put("property", each.getProperty());
    row.put("current", each.getCurrent());
    row.put("recommended", each.getRecommended());
    row.put("severity", each.getSeverity().name());
    put(row, "savedCost", worth.cost());
    row.put("costUnit", worth.cost().unit());
    put(row, "savedTime", worth.time());
    row.put("savedCostPerMonth", perMonth(one, worth.cost()));
    row.put("savedTimePerMonthMs", perMonth(one, worth.time()));
    row.put("confidence", each.getConfidence().getValue());
    row.put("summary", each.getSummary());
    row.put("doubt", each.getDoubt());
    row.put("recommendationId", each.getRecommendationId());
    return row;
  }

  private static @Nullable Double perMonth(WorkloadSummary one, SavedAmount amount) {
    return one.pace().isEmpty()
        ? null
        : number(amount.times(one.pace().get().runsPerMonth()).replayed());
  }

  private static void put(ObjectNode row, String name, SavedAmount amount) {
    String ms = name.equals("savedTime") ? "Ms" : "";
    row.put(name + ms, number(amount.expected()));
    row.put(name + "Low" + ms, number(amount.low()));
    row.put(name + "High" + ms, number(amount.high()));
  }

  private static @Nullable Double number(OptionalDouble value) {
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }
}
