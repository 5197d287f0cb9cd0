package io.attune.advisor.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Ending;
import io.attune.advisor.application.ExecutorShape;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.Slots;
import io.attune.advisor.application.StageStatisticsView;
import io.attune.advisor.assess.PartFailure;
import io.attune.advisor.prediction.Prediction;
import io.attune.advisor.sizing.FrontPoint;
import io.attune.advisor.sizing.Priced;
import io.attune.advisor.statistics.StageState;
import io.attune.schemas.Distribution;
import io.attune.schemas.Recommendation;
import io.attune.schemas.StageStatistics;
import io.attune.schemas.text.VisibleText;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One JSON document: {@code application}, {@code stages[]}, {@code predictions[]}, {@code
 * recommendations[]} and {@code warnings[]}; {@code outcomes[]} when advice after an earlier run
 * was in force in this one, and {@code failures[]} when a rule or another part of the analysis
 * failed. A recommendation or an outcome is the published record field for field. Times are
 * milliseconds since the epoch, as in Spark's own event log; what is not known is null.
 */
public final class JsonRendering implements Rendering {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String render(AnalysisReport report) {
    return write(document(report));
  }

  /** One document when there is one report, else an array of them. */
  @Override
  public String renderAll(List<AnalysisReport> reports) {
    if (reports.size() == 1) {
      return render(reports.get(0));
    }
    ArrayNode array = JSON.createArrayNode();
    reports.forEach(report -> array.add(document(report)));
    return write(array);
  }

  /** The advice alone: {@code workload}, {@code applicationId}, recommendations, warnings. */
  @Override
  public String render(AdviceSheet sheet) {
    ObjectNode document = JSON.createObjectNode();
    document.put("workload", sheet.workload());
    document.put("applicationId", sheet.applicationId());
    advice(document, sheet.recommendations(), sheet.warnings());
    return write(document);
  }

  /** The document of one report. */
  public ObjectNode document(AnalysisReport report) {
    ObjectNode document = JSON.createObjectNode();
    document.set("application", application(report.run()));
    ArrayNode stages = document.putArray("stages");
    for (StageState stage : report.run().stages()) {
      stages.add(stage(StageStatisticsView.of(report.run(), stage)));
    }
    document.set("predictions", predictions(report));
    advice(document, report.assessment().recommendations(), report.assessment().warnings());
    if (!report.assessment().outcomes().isEmpty()) {
      ArrayNode outcomes = document.putArray("outcomes");
      report.assessment().outcomes().forEach(outcome -> outcomes.add(AvroJson.of(outcome)));
    }
    if (!report.assessment().shares().isEmpty()) {
      ArrayNode shares = document.putArray("shares");
      report.assessment().shares().forEach(share -> shares.add(AvroJson.of(share)));
    }
    if (!report.assessment().failures().isEmpty()) {
      ArrayNode failures = document.putArray("failures");
      report.assessment().failures().forEach(failure -> failures.add(failure(failure)));
    }
    return document;
  }

  /** Time and cost at other sizes, as they stand in the document. */
  public static ArrayNode predictions(AnalysisReport report) {
    ArrayNode predictions = JSON.createArrayNode();
    report.predictions().forEach(point -> predictions.add(prediction(point)));
    return predictions;
  }

  private static ObjectNode failure(PartFailure failure) {
    ObjectNode node = JSON.createObjectNode();
    node.put("part", failure.part().toString());
    node.put("subject", failure.subject());
    node.put("reason", failure.reason());
    return node;
  }

  private static void advice(
      ObjectNode document, List<Recommendation> recommendations, List<String> warnings) {
    ArrayNode list = document.putArray("recommendations");
    recommendations.forEach(recommendation -> list.add(AvroJson.of(recommendation)));
    ArrayNode notes = document.putArray("warnings");
    warnings.forEach(notes::add);
  }

  private static ObjectNode application(Run run) {
    ApplicationState application = run.application();
    ObjectNode node = JSON.createObjectNode();
    node.put("id", application.applicationId());
    node.put("name", application.name().isEmpty() ? null : application.name());
    node.put("workload", application.workload());
    node.put("sparkVersion", application.sparkVersion().orElse(null));
    node.put("ending", application.ending().kind());
    node.put("endingEvidence", evidence(application.ending()));
    put(node, "durationMs", application.durationMs());
    put(
        node,
        "spanMs",
        application
            .span()
            .map(span -> OptionalLong.of(span.durationMs()))
            .orElseGet(OptionalLong::empty));
    Slots slots = application.slots();
    put(node, "executors", known(slots.peakExecutors()));
    List<ExecutorShape> shapes = application.executorShapes();
    put(node, "coresPerExecutor", known(shapes.size() > 1 ? 0 : slots.coresPerExecutor()));
    put(node, "slots", known(slots.peak()));
    ArrayNode kinds = node.putArray("executorShapes");
    shapes.forEach(
        shape ->
            kinds
                .addObject()
                .put("resourceProfileId", shape.resourceProfileId())
                .put("executors", shape.peakExecutors())
                .put("cores", shape.cores())
                .put("slots", shape.slots()));
    return node;
  }

  private static @Nullable String evidence(Ending ending) {
    return ending instanceof Ending.ByEvidence shown ? shown.evidence() : null;
  }

  /** As it ran, and below {@code withAdvice} with the advice, null where that changes nothing. */
  private static ObjectNode prediction(FrontPoint point) {
    Priced priced = point.asItRan();
    ObjectNode node = JSON.createObjectNode();
    node.put("slots", priced.size().slots());
    node.put("executors", priced.size().executors());
    node.put("coresPerExecutor", priced.size().coresPerExecutor());
    time(node, priced);
    node.set(
        "withAdvice",
        point.advised().map(advised -> time(JSON.createObjectNode(), advised)).orElse(null));
    return node;
  }

  private static ObjectNode time(ObjectNode node, Priced priced) {
    Prediction prediction = priced.prediction();
    node.put("durationMs", prediction.durationMs());
    node.put("spanMs", prediction.spanMs());
    node.put("intervalLowMs", prediction.intervalLowMs());
    node.put("intervalHighMs", prediction.intervalHighMs());
    node.put("cost", priced.amount());
    return node;
  }

  private static ObjectNode stage(StageStatistics stage) {
    ObjectNode node = JSON.createObjectNode();
    node.put("stageId", stage.getStageId());
    node.put("stageAttempt", stage.getStageAttempt());
    node.put("name", stage.getName());
    node.put("numTasks", stage.getNumTasks());
    node.put("tasksSeen", stage.getTasksSeen());
    node.put("tasksFailed", stage.getTasksFailed());
    putTime(node, "submissionTime", stage.getSubmissionTime());
    putTime(node, "completionTime", stage.getCompletionTime());
    node.set("taskDurationMs", quantiles(stage.getTaskDurationMs()));
    node.put("executorRunTimeMs", stage.getExecutorRunTimeMs());
    node.put("executorCpuTimeMs", stage.getExecutorCpuTimeMs());
    node.put("jvmGcTimeMs", stage.getJvmGcTimeMs());
    node.put("inputBytes", stage.getInputBytes());
    node.put("inputRecords", stage.getInputRecords());
    node.put("outputBytes", stage.getOutputBytes());
    node.put("shuffleReadBytes", stage.getShuffleReadBytes());
    node.put("shuffleWriteBytes", stage.getShuffleWriteBytes());
    node.put("memoryBytesSpilled", stage.getMemoryBytesSpilled());
    // What was spilled from memory is on disk: old versions wrote 0 for it.
    boolean unknown = stage.getDiskBytesSpilled() == 0 && stage.getMemoryBytesSpilled() > 0;
    node.put("diskBytesSpilled", unknown ? null : (Long) stage.getDiskBytesSpilled());
    node.put("peakExecutionMemoryBytes", stage.getPeakExecutionMemoryBytes());
    return node;
  }

  private static ObjectNode quantiles(Distribution distribution) {
    ObjectNode node = JSON.createObjectNode();
    node.put("p05", distribution.getP05());
    node.put("p25", distribution.getP25());
    node.put("p50", distribution.getP50());
    node.put("p75", distribution.getP75());
    node.put("p95", distribution.getP95());
    node.put("p99", distribution.getP99());
    node.put("max", distribution.getMax());
    return node;
  }

  private static OptionalLong known(int value) {
    return value > 0 ? OptionalLong.of(value) : OptionalLong.empty();
  }

  private static void put(ObjectNode node, String name, OptionalLong value) {
    if (value.isPresent()) {
      node.put(name, value.getAsLong());
    } else {
      node.putNull(name);
    }
  }

  private static void putTime(ObjectNode node, String name, @Nullable Instant time) {
    if (time == null) {
      node.putNull(name);
    } else {
      node.put(name, time.toEpochMilli());
    }
  }

  static String write(JsonNode node) {
    try {
      String document = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
      return VisibleText.ofJson(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }
}
