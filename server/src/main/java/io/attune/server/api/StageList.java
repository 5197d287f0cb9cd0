package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.advisor.render.AvroJson;
import io.attune.schemas.StageStatistics;
import io.attune.server.http.Answer;
import io.attune.server.http.Parameter;
import io.attune.server.http.Problem;
import io.attune.server.http.ProblemException;
import io.attune.server.http.ProblemType;
import io.attune.server.http.Query;
import io.attune.server.view.Runs;
import java.util.List;
import java.util.function.Function;

/** {@code /api/v1/stages}: statistics of the stages of one application. */
final class StageList {
  /** At most so many of the last are read; each is decoded from its store. */
  static final int LOOKED_AT = 2_000;

  private static final String APPLICATION = "application";

  private static final Listing<StageStatistics> LISTING =
      new Listing<StageStatistics>(StageList::id, "stage")
          .filteredBy(
              Parameter.text("stage", "Only attempts of the stage with this number."),
              stage -> Integer.toString(stage.getStageId()))
          .sortedBy("stage", stage -> SortKey.of(stage.getStageId()))
          .sortedBy("submissionTime", stage -> SortKey.of(stage.getSubmissionTime()))
          .sortedBy("completionTime", stage -> SortKey.of(stage.getCompletionTime()))
          .sortedBy("tasksSeen", number(StageStatistics::getTasksSeen))
          .sortedBy("tasksFailed", number(StageStatistics::getTasksFailed))
          .sortedBy("executorRunTimeMs", number(StageStatistics::getExecutorRunTimeMs))
          .sortedBy("jvmGcTimeMs", number(StageStatistics::getJvmGcTimeMs))
          .sortedBy("inputBytes", number(StageStatistics::getInputBytes))
          .sortedBy("outputBytes", number(StageStatistics::getOutputBytes))
          .sortedBy("shuffleReadBytes", number(StageStatistics::getShuffleReadBytes))
          .sortedBy("shuffleWriteBytes", number(StageStatistics::getShuffleWriteBytes))
          .sortedBy("memoryBytesSpilled", number(StageStatistics::getMemoryBytesSpilled))
          .sortedBy("diskBytesSpilled", number(StageStatistics::getDiskBytesSpilled));

  private final Runs runs;

  StageList(Runs runs) {
    this.runs = requireNonNull(runs, "runs is null");
  }

  static List<Parameter> parameters() {
    List<Parameter> parameters = LISTING.parameters();
    parameters.add(0, Parameter.text(APPLICATION, "The application, by its id.").needed());
    return parameters;
  }

  Answer answer(Query query) {
    String application = query.require(APPLICATION);
    if (runs.application(application).isEmpty()) {
      throw unknown(application);
    }
    List<StageStatistics> last = runs.stages(application, LOOKED_AT + 1);
    boolean complete = last.size() <= LOOKED_AT;
    return LISTING.answer(
        complete ? last : last.subList(1, last.size()), query, complete, AvroJson::of);
  }

  static ProblemException unknown(String application) {
    return Problem.of(
            ProblemType.UNKNOWN_APPLICATION,
            "This instance does not hold an application "
                + Problem.quoted(application)
                + "; /api/v1/applications lists those it does.")
        .with(APPLICATION, JsonNodeFactory.instance.textNode(application))
        .exception();
  }

  private static Function<StageStatistics, SortKey> number(
      Function<StageStatistics, Number> value) {
    return stage -> SortKey.ofNumber(value.apply(stage));
  }

  /** Attempts of a stage in their order: it is compared as text. */
  private static String id(StageStatistics stage) {
    return String.format("%010d.%010d", stage.getStageId(), stage.getStageAttempt());
  }
}
