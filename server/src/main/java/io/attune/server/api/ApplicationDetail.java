package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.DriverGap;
import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.application.ExpectedEnd;
import io.attune.advisor.application.JobDescriptor;
import io.attune.advisor.application.JobUnit;
import io.attune.advisor.application.StageDescriptor;
import io.attune.advisor.application.Units;
import io.attune.server.http.Answer;
import io.attune.server.http.Parameter;
import io.attune.server.http.Query;
import io.attune.server.view.ApplicationSummary;
import io.attune.server.view.RunInTime;
import io.attune.server.view.Runs;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** {@code /api/v1/application}: executors, stages and jobs of one application in time. */
final class ApplicationDetail {
  private static final String APPLICATION = "application";
  private static final int MOST = 500;

  private static final Columns<Executor> EXECUTOR =
      new Columns<Executor>("An executor.")
          .text("id", "Spark's own id.", e -> e.state.executorId())
          .text("host", "Where it runs.", e -> e.state.host())
          .count("cores", "Cores.", e -> Math.max(0, e.state.cores()))
          .time("addedTime", "When it came.", e -> e.state.added().orElse(null))
          .time(
              "removedTime",
              "When it went; null while it is there.",
              e -> e.state.removed().orElse(null))
          .optionalText(
              "removalReason", "Why, as Spark said.", e -> e.state.removalReason().orElse(null))
          .flag("lost", "Whether it was lost by fault.", e -> e.lost)
          .milliseconds(
              "peakHeapBytes",
              "Highest used heap, bytes.",
              e -> orNull(e.state.peaks().heapBytes()));

  private static final Columns<Stage> STAGE =
      new Columns<Stage>("A stage attempt.")
          .count("stage", "Stage.", s -> s.descriptor.stageId())
          .count("attempt", "Attempt.", s -> s.descriptor.stageAttempt())
          .text("name", "Call site; empty when unknown.", s -> s.descriptor.name())
          .count("tasks", "Tasks of it; 0 while unknown.", s -> s.descriptor.numTasks())
          .time("submissionTime", "Submission.", s -> s.descriptor.submissionTime().orElse(null))
          .time(
              "completionTime",
              "End; null while it runs.",
              s -> s.descriptor.completionTime().orElse(null))
          .optionalText("failure", "Why it failed.", s -> s.descriptor.failure().orElse(null))
          .text("jobs", "Jobs that it belongs to.", s -> s.jobs);

  private static final Columns<JobDescriptor> JOB =
      new Columns<JobDescriptor>("A job.")
          .count("job", "Job.", JobDescriptor::jobId)
          .text(
              "name",
              "Its description, or call site.",
              j -> j.description().isEmpty() ? j.callSite() : j.description())
          .time("submissionTime", "Submission.", j -> j.submissionTime().orElse(null))
          .time("completionTime", "End; null while it runs.", j -> j.completionTime().orElse(null))
          .optionalText("failure", "Why it failed.", j -> j.failure().orElse(null));

  private static final Columns<DriverGap> GAP =
      new Columns<DriverGap>("A stretch of time in which no stage ran.")
          .time("startTime", "From.", g -> g.time().start())
          .time("endTime", "To.", g -> g.time().end())
          .optionalText(
              "after",
              "Job before it.",
              g -> g.jobBefore().map(j -> "job " + j.jobId()).orElse(null))
          .optionalText(
              "before",
              "Job after it.",
              g -> g.jobAfter().map(j -> "job " + j.jobId()).orElse(null));

  private static final Columns<Unit> UNIT =
      new Columns<Unit>("A unit inside the application.")
          .text("workload", "What recurs of it; its page has the advice.", Unit::workload)
          .text("name", "Kind and shape; empty for what belongs to no unit.", Unit::name)
          .count("jobs", "Its jobs so far.", Unit::jobs);

  private static final Columns<Detail> COLUMNS =
      new Columns<Detail>("One application in time, as far as it is kept.")
          .named(
              "summary",
              "As the list of applications has it.",
              "Application",
              d -> ApplicationSummary.of(d.application),
              ApplicationList::json)
          .count("slots", "Slots at their most.", d -> Math.max(0, d.application.slots().peak()))
          .milliseconds(
              "spanMs",
              "First job start to last job end.",
              d -> d.application.span().map(s -> s.durationMs()).orElse(null))
          .milliseconds(
              "driverIdleMs",
              "Of that, with no stage running.",
              d -> d.application.driverTime().idleInSpanMs())
          .list(
              "driverGaps",
              "The longest gaps of them.",
              GAP,
              d -> d.application.driverTime().longestInSpan())
          .object(
              "slotUse",
              "How slots were used; null before a task or an executor was seen.",
              TimeColumns.USE,
              d -> d.time.use().orElse(null))
          .list("running", "Stages that run, and when they may end.", TimeColumns.END, Detail::ends)
          .list("units", "Units inside it; empty where it is one.", UNIT, d -> units(d.application))
          .list(
              "queries",
              "Its streaming queries.",
              StreamColumns.QUERY,
              d -> d.application.streamingQueries())
          .list(
              "executors",
              "Executors, at most " + MOST + ", in the order in which they came.",
              EXECUTOR,
              d -> executors(d.application))
          .list(
              "stages", "Stage attempts, the last " + MOST + ".", STAGE, d -> stages(d.application))
          .list("jobs", "Jobs, the last " + MOST + ".", JOB, Detail::jobs)
          .count(
              "taskEventsLost",
              "Task events that the agent dropped or that went missing.",
              d -> Math.max(0, d.application.taskEventsLost()));

  private final Runs runs;

  private record Executor(ExecutorState state, boolean lost) {}

  private record Unit(String workload, String name, long jobs) {}

  private record Stage(StageDescriptor descriptor, String jobs) {}

  private record Detail(ApplicationState application, RunInTime time) {
    List<ExpectedEnd> ends() {
      return last(time.ends());
    }

    List<JobDescriptor> jobs() {
      return last(List.copyOf(application.jobs()));
    }
  }

  ApplicationDetail(Runs runs) {
    this.runs = requireNonNull(runs, "runs is null");
  }

  static List<Parameter> parameters() {
    return List.of(Parameter.text(APPLICATION, "The application, by its id.").needed());
  }

  static ObjectNode schema() {
    return COLUMNS.schema();
  }

  Answer answer(Query query) {
    String id = query.require(APPLICATION);
    ApplicationState application = runs.application(id).orElseThrow(() -> StageList.unknown(id));
    RunInTime time = runs.inTime(id).orElse(RunInTime.NOTHING);
    return Answer.json(COLUMNS.json(new Detail(application, time)));
  }

  private static List<Unit> units(ApplicationState application) {
    Units units = Units.of(application);
    if (!units.isDivided()) {
      return List.of();
    }
    Map<Optional<JobUnit>, Long> jobs = new HashMap<>();
    application.jobs().forEach(job -> jobs.merge(units.of(job), 1L, Long::sum));
    return units.all().stream()
        .map(
            unit ->
                new Unit(
                    unit.map(u -> u.workload(application.workload()))
                        .orElse(application.workload()),
                    unit.map(JobUnit::name).orElse(""),
                    jobs.get(unit)))
        .toList();
  }

  private static List<Executor> executors(ApplicationState application) {
    return application.executors().stream()
        .filter(e -> !e.isDriver())
        .sorted(
            Comparator.comparing(
                    (ExecutorState e) -> e.added().map(t -> t.toEpochMilli()).orElse(0L))
                .thenComparing(ExecutorState::executorId))
        .limit(MOST)
        .map(
            e -> new Executor(e, application.removalCause(e).map(c -> !c.isNormal()).orElse(false)))
        .toList();
  }

  private static List<Stage> stages(ApplicationState application) {
    return last(application.stages()).stream()
        .map(
            s ->
                new Stage(
                    s,
                    application.jobsOf(s.stageId()).stream()
                        .map(j -> Integer.toString(j.jobId()))
                        .collect(Collectors.joining(", "))))
        .toList();
  }

  private static <T> List<T> last(List<T> all) {
    return all.subList(Math.max(0, all.size() - MOST), all.size());
  }

  private static Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
