package io.attune.advisor.rules.reliability;

import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.explain.KnownError;
import io.attune.advisor.rules.explain.KnownErrors;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.FailureCause;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Puts attempts that failed with an exception into words, with the remedy where one is known. */
final class TaskFailureWords {
  private static final int QUOTED = 120;

  private final RuleContext context;
  private final FailureKind kind;
  private final String text;
  private final Optional<KnownError> known;

  TaskFailureWords(RuleContext context, FailureKind kind) {
    this.context = context;
    this.kind = kind;
    this.text = kind.errorClass() + ": " + kind.message();
    this.known = KnownErrors.standard().find(text);
  }

  FailureKind kind() {
    return kind;
  }

  /** Whether the catalogue has more to say of it than that something could not be had. */
  boolean saysWhatIsWrong() {
    return known.isPresent()
        && !known.get().answeredBy().contains(TaskFailuresRule.ID)
        && !known.get().id().equals("network")
        && !text.contains("Failed to connect");
  }

  /** The setting that answers it, where there is one. */
  Optional<SettingChange> setting() {
    OptionalLong id = kind.stage().sqlExecutionId();
    Optional<SqlExecution> query =
        id.isPresent()
            ? context.run().application().sqlExecution(id.getAsLong())
            : Optional.empty();
    return known.flatMap(error -> new ErrorSetting(context, query).of(error, text, List.of()));
  }

  /** The number first, the reason second. */
  String summary() {
    String value =
        setting()
            .map(change -> change.recommended() + " for " + change.property() + ": ")
            .orElse("");
    return value + attempts() + exception() + remedy();
  }

  /** What could make it wrong. */
  String doubt() {
    return known
        .map(KnownError::doubt)
        .orElse(
            kind.cause() == FailureCause.USER_CODE
                ? "If the exception came from a service or a file system that was out of reach for"
                    + " a while, the code is right and the next run may pass."
                : "Without a named reason this says that something fails, not what.");
  }

  private String attempts() {
    long all = kind.alike();
    String attempts = all + " of " + Amounts.count(context.facts().attempts()) + " attempts failed";
    String stage = kind.stage().label();
    if (kind.count() < all) {
      return attempts
          + ", "
          + kind.count()
          + " of them alike ("
          + kind.inStage()
          + " in "
          + stage
          + ")";
    }
    return attempts
        + (kind.inStage() == all ? " in " : ", " + kind.inStage() + " of them in ")
        + stage;
  }

  private String exception() {
    if (kind.cause() == FailureCause.USER_CODE) {
      return " with "
          + (kind.errorClass().isEmpty() ? "an exception" : kind.errorClass())
          + quoted();
    }
    return kind.cause() == FailureCause.FETCH_FAILURE
        ? " to fetch shuffle data" + quoted()
        : " for a reason that Spark does not name" + quoted();
  }

  private String remedy() {
    if (known.isPresent()) {
      return ": " + known.get().why() + ". " + known.get().remedy();
    }
    if (kind.cause() != FailureCause.USER_CODE) {
      return ": look into the log of that stage.";
    }
    return FailureWords.engines(context.run().application().environment())
        .map(
            engines ->
                ": Attune does not know whether "
                    + engines
                    + " or the application's own code threw it, nor a setting against it; the log"
                    + " of that stage tells.")
        .orElse(": the code that the task ran threw it, and Attune knows no setting against it.");
  }

  private String quoted() {
    String line = kind.message().lines().findFirst().orElse("").strip();
    return line.isEmpty()
        ? ""
        : " (" + (line.length() > QUOTED ? line.substring(0, QUOTED - 3) + "..." : line) + ")";
  }
}
