package io.attune.advisor.rules.reliability;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Environment;
import io.attune.advisor.application.Failure;
import io.attune.advisor.application.JobDescriptor;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.KnownError;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.FailureTally;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * SQL executions, jobs and applications that failed, each error with what lies at its root and the
 * remedy where one is known. What another rule answers from figures (exhausted heaps, lost
 * executors, results that are too large) is left to it.
 */
public final class FailedExecutionRule implements Rule {
  static final String ID = "failed-execution";

  private final Map<String, Rule> answering;

  /** Creates it, with the rules that answer some failures from figures. */
  public FailedExecutionRule() {
    this.answering =
        List.of(new TaskFailuresRule(), new ExecutorLossRule(), new DriverResultSizeRule()).stream()
            .collect(Collectors.toMap(Rule::id, rule -> rule));
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    if (context.facts().failures().isEmpty()) {
      return endedInError(context)
          .<Verdict>map(advice -> new Verdict.Advises(List.of(advice)))
          .orElseGet(() -> Verdict.silent("no SQL execution and no job failed"));
    }
    List<FailureStory> stories = FailureStories.of(context);
    if (stories.isEmpty()) {
      return Verdict.silent("what failed had been stopped");
    }
    List<FailureStory> unanswered = new ArrayList<>();
    String silence = "";
    for (FailureStory story : stories) {
      Optional<String> answer = answeredElsewhere(context, story);
      if (answer.isEmpty()) {
        unanswered.add(story);
      } else {
        silence = answer.get();
      }
    }
    return Verdict.of(advice(context, unanswered), silence);
  }

  /** Which attempts of tasks failed with what this rule explains, so that another need not. */
  static Predicate<FailureTally> explained(RuleContext context) {
    List<FailureStory> stories =
        FailureStories.of(context).stream()
            .filter(story -> story.known().map(known -> known.answeredBy().isEmpty()).orElse(true))
            .toList();
    return tally -> stories.stream().anyMatch(story -> story.isAbout(tally));
  }

  /** Why it is not advised on here: a person saw it, or a rule with figures answers it. */
  private Optional<String> answeredElsewhere(RuleContext context, FailureStory story) {
    if (use(context) == Environment.Use.INTERACTIVE && story.known().isEmpty()) {
      return Optional.of("a person at the session saw what failed");
    }
    return story.known().stream()
        .flatMap(known -> known.answeredBy().stream())
        .filter(id -> answers(context, id))
        .findFirst()
        .map(id -> id + " answers what failed");
  }

  private boolean answers(RuleContext context, String ruleId) {
    return requireNonNull(answering.get(ruleId), "no such rule").evaluate(context)
            instanceof Verdict.Advises advises
        && advises.advice().stream()
            .anyMatch(
                advice ->
                    advice.category() != Category.CODE || ruleId.equals(DriverResultSizeRule.ID));
  }

  private static Environment.Use use(RuleContext context) {
    return context.run().application().environment().use();
  }

  /** One piece for each setting, and one for all that only words answer. */
  private static List<Advice> advice(RuleContext context, List<FailureStory> stories) {
    List<Advice> advice = new ArrayList<>();
    List<FailureStory> inWords = new ArrayList<>();
    for (FailureStory story : stories) {
      Optional<SettingChange> setting = setting(context, story);
      if (setting.isPresent()) {
        advice.add(withSetting(context, story, setting.get()));
      } else {
        inWords.add(story);
      }
    }
    if (!inWords.isEmpty()) {
      advice.add(inWords(context, inWords));
    }
    return advice;
  }

  private static Optional<SettingChange> setting(RuleContext context, FailureStory story) {
    ApplicationState application = context.run().application();
    OptionalLong id = story.failures().get(0).sqlExecutionId();
    Optional<SqlExecution> query =
        id.isPresent() ? application.sqlExecution(id.getAsLong()) : Optional.empty();
    List<Integer> jobIds = story.failures().stream().flatMap(f -> f.jobIds().stream()).toList();
    List<JobDescriptor> jobs =
        application.jobs().stream().filter(job -> jobIds.contains(job.jobId())).toList();
    return story
        .known()
        .flatMap(known -> new ErrorSetting(context, query).of(known, story.text(), jobs));
  }

  private static Advice withSetting(
      RuleContext context, FailureStory story, SettingChange setting) {
    KnownError known = story.known().orElseThrow();
    FailureWords words = new FailureWords(context, story);
    return base(context, Advice.change(Category.RELIABILITY, setting), story)
        .summary(
            setting.recommended()
                + " for "
                + setting.property()
                + ": "
                + words.what()
                + " failed"
                + words.where()
                + ", as "
                + known.why()
                + words.quoted()
                + ". "
                + known.remedy())
        .doubt(known.doubt())
        .build();
  }

  private static Advice inWords(RuleContext context, List<FailureStory> stories) {
    FailureStory first = stories.get(0);
    StringBuilder summary = new StringBuilder(new FailureWords(context, first).sentences());
    stories.stream()
        .skip(1)
        .limit(2)
        .forEach(
            story ->
                summary.append(" Another: ").append(new FailureWords(context, story).sentences()));
    if (stories.size() > 3) {
      summary
          .append(" And ")
          .append(Amounts.counted(stories.size() - 3L, "further error"))
          .append('.');
    }
    return base(context, Advice.withoutSetting(Category.RELIABILITY), first)
        .summary(summary.toString())
        .doubt(first.known().map(KnownError::doubt).orElseGet(() -> FailureWords.doubt(first)))
        .build();
  }

  private static Advice.Builder base(
      RuleContext context, Advice.Builder advice, FailureStory story) {
    Failure first = story.failures().get(0);
    first.stages().stream().findFirst().ifPresent(stage -> advice.stage(stage.stageId()));
    long queries =
        story.failures().stream().filter(failure -> failure.sqlExecutionId().isPresent()).count();
    return advice
        .sqlExecution(first.sqlExecutionId())
        .severity(severity(context, story))
        .tasks(context.facts().attempts())
        .weightMs(Math.max(1, context.facts().spanMs()))
        .context("failedExecutions", "count", queries, "count")
        .context("failedJobs", "count", context.facts().failedJobs(), "count");
  }

  /** What ended a program matters most; what a person saw, or what went well later, least. */
  private static Severity severity(RuleContext context, FailureStory story) {
    Severity severity =
        switch (story.aftermath()) {
          case NONE -> Severity.CRITICAL;
          case WENT_ON -> context.facts().isStreaming() ? Severity.MODERATE : Severity.HIGH;
          case TRIED_AGAIN -> Severity.LOW;
        };
    Severity most =
        switch (use(context)) {
          case PROGRAM -> Severity.CRITICAL;
          case SERVER -> Severity.MODERATE;
          case INTERACTIVE -> Severity.LOW;
        };
    return severity.compareTo(most) <= 0 ? severity : most;
  }

  /**
   * Spark 4 tells the exit code of a program whose own code failed. Codes from 128 on are those of
   * signals, with which somebody ended it.
   */
  private static Optional<Advice> endedInError(RuleContext context) {
    OptionalLong code = context.run().application().exitCode();
    if (code.isEmpty()
        || code.getAsLong() <= 0
        || code.getAsLong() >= 128
        || use(context) != Environment.Use.PROGRAM) {
      return Optional.empty();
    }
    return Optional.of(
        Advice.withoutSetting(Category.RELIABILITY)
            .severity(Severity.HIGH)
            .tasks(context.facts().attempts())
            .weightMs(Math.max(1, context.facts().spanMs()))
            .context("exitCode", "value", code.getAsLong(), "count")
            .summary(
                "The application ended with exit code "
                    + code.getAsLong()
                    + ", although none of its queries and jobs failed: its own code between them"
                    + " did, or a query that could not be planned, which only the driver's log"
                    + " tells.")
            .doubt("A program may end with such a code on purpose, to say something else.")
            .build());
  }
}
