package io.attune.advisor.rules.reliability;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.ErrorRoot;
import io.attune.advisor.application.Failure;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.StageKey;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.explain.KnownError;
import io.attune.advisor.rules.explain.KnownErrors;
import io.attune.advisor.statistics.FailureTally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Puts what failed in a run together by its error. */
final class FailureStories {
  /** What is no failure: it was stopped. Threads of a stream that is stopped are interrupted. */
  private static final Pattern STOPPED =
      Pattern.compile(
          "\\bInterruptedException|ClosedByInterruptException|TaskKilledException"
              + "|SparkContext (?:was|has been) shut ?down|\\bJob \\d+ cancelled\\b"
              + "|(?i:operation (?:has been |was )?cancell?ed|cancelled by user)");

  /** Numbers, ids and quoted values, by which two messages of one kind differ. */
  private static final Pattern VALUE =
      Pattern.compile("'[^']*'|\"[^\"]*\"|[0-9a-fA-F-]*\\d[\\w.:/-]*");

  private static final int KIND_LENGTH = 80;

  private final RuleContext context;
  private final ApplicationState application;
  private final Set<Long> failed = new HashSet<>();
  private final Map<String, Instant> lastSuccess;
  private final Map<String, Optional<KnownError>> known = new HashMap<>();

  private FailureStories(RuleContext context, List<Failure> failures) {
    this.context = context;
    this.application = context.run().application();
    failures.forEach(failure -> failure.sqlExecutionId().ifPresent(failed::add));
    this.lastSuccess = lastSuccess(application, failed);
  }

  /** Those that ended the run first, then in the order in which they happened. */
  static List<FailureStory> of(RuleContext context) {
    List<Failure> failures = context.facts().failures();
    return failures.isEmpty() ? List.of() : new FailureStories(context, failures).group(failures);
  }

  /** One failure with what is known of its error. */
  private record Explained(
      Failure failure, String text, Optional<ErrorRoot> root, Optional<KnownError> known) {
    private String kind() {
      return known
          .map(KnownError::id)
          .orElseGet(
              () -> {
                String kind =
                    root.map(cause -> cause.errorClass() + ": " + cause.message())
                        .orElse(failure.message());
                String words = VALUE.matcher(kind).replaceAll("#");
                return words.substring(0, Math.min(KIND_LENGTH, words.length()));
              });
    }
  }

  private List<FailureStory> group(List<Failure> failures) {
    Map<String, List<Explained>> byKind = new LinkedHashMap<>();
    for (Failure failure : failures) {
      if (isPartOfAnother(failure)) {
        continue;
      }
      Explained explained = explained(failure);
      if (explained.known().isPresent() || !STOPPED.matcher(explained.text()).find()) {
        byKind.computeIfAbsent(explained.kind(), kind -> new ArrayList<>()).add(explained);
      }
    }
    return byKind.values().stream()
        .map(this::story)
        .sorted(Comparator.comparing(FailureStory::aftermath))
        .toList();
  }

  /** A batch of a stream and a write run queries inside of their own, which fail with them. */
  private boolean isPartOfAnother(Failure failure) {
    OptionalLong root =
        execution(failure).map(SqlExecution::rootExecutionId).orElseGet(OptionalLong::empty);
    return root.isPresent()
        && root.getAsLong() != failure.sqlExecutionId().orElse(-1)
        && failed.contains(root.getAsLong());
  }

  private Explained explained(Failure failure) {
    Optional<ErrorRoot> root = failure.root().or(() -> ofTasks(failure.stages()));
    String text =
        failure.message()
            + root.map(cause -> "\n" + cause.errorClass() + ": " + cause.message()).orElse("");
    return new Explained(
        failure, text, root, known.computeIfAbsent(text, KnownErrors.standard()::find));
  }

  /** The exception that most attempts of the stages threw, where the words of Spark name none. */
  private Optional<ErrorRoot> ofTasks(List<StageKey> stages) {
    return context.facts().stages().stream()
        .filter(stage -> stages.contains(new StageKey(stage.id(), stage.attempt())))
        .flatMap(stage -> stage.state().failures().stream())
        .filter(tally -> tally.cause().isFailure() && !tally.errorClass().isEmpty())
        .max(Comparator.comparingLong(FailureTally::count).thenComparing(FailureTally::errorClass))
        .map(tally -> new ErrorRoot(tally.errorClass(), tally.message()));
  }

  private FailureStory story(List<Explained> explained) {
    Explained first = explained.get(0);
    List<Failure> failures = explained.stream().map(Explained::failure).toList();
    return new FailureStory(
        failures, first.text(), first.root(), first.known(), aftermath(failures));
  }

  private FailureStory.Aftermath aftermath(List<Failure> failures) {
    if (failures.stream().allMatch(this::succeededLater)) {
      return FailureStory.Aftermath.TRIED_AGAIN;
    }
    return endOf(failures.get(failures.size() - 1))
            .filter(end -> context.facts().succeededAfter(end))
            .isPresent()
        ? FailureStory.Aftermath.WENT_ON
        : FailureStory.Aftermath.NONE;
  }

  /** Whether the same query ran again and succeeded. */
  private boolean succeededLater(Failure failure) {
    Optional<Instant> end = endOf(failure);
    Optional<Instant> success =
        execution(failure)
            .flatMap(query -> Optional.ofNullable(lastSuccess.get(query.description())));
    return end.isPresent() && success.isPresent() && !success.get().isBefore(end.get());
  }

  /** When the last successful execution of each query began, by its description. */
  private static Map<String, Instant> lastSuccess(ApplicationState application, Set<Long> failed) {
    Map<String, Instant> last = new HashMap<>();
    for (SqlExecution execution : application.sqlExecutions()) {
      if (execution.end().isPresent()
          && execution.start().isPresent()
          && !execution.description().isBlank()
          && !failed.contains(execution.executionId())) {
        last.merge(
            execution.description(), execution.start().get(), (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    return last;
  }

  private Optional<SqlExecution> execution(Failure failure) {
    return failure.sqlExecutionId().isPresent()
        ? application.sqlExecution(failure.sqlExecutionId().getAsLong())
        : Optional.empty();
  }

  private Optional<Instant> endOf(Failure failure) {
    return execution(failure)
        .flatMap(SqlExecution::end)
        .or(
            () ->
                application.jobs().stream()
                    .filter(job -> failure.jobIds().contains(job.jobId()))
                    .flatMap(job -> job.completionTime().stream())
                    .max(Comparator.naturalOrder()));
  }
}
