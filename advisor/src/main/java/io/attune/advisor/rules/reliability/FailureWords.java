package io.attune.advisor.rules.reliability;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Environment;
import io.attune.advisor.application.Failure;
import io.attune.advisor.application.JobDescriptor;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.StageKey;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.setting.Amounts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Puts a failure into words. */
final class FailureWords {
  private static final int QUOTED = 160;
  private static final int LABEL = 60;

  /** What code throws, whatever the time of day. */
  private static final Pattern OF_THE_CODE =
      Pattern.compile(
          "(?:Arithmetic|NullPointer|ClassCast|NumberFormat|IndexOutOfBounds|NegativeArraySize"
              + "|NoSuchElement|ClassNotFound|NoSuchField|NoSuchMethod)Exception$"
              + "|(?:Match|NoSuchMethod|NoClassDefFound|Linkage|StackOverflow)Error$"
              + "|(?:ZeroDivision|Type|Value|Key|Index|Attribute|Name|Import|ModuleNotFound)Error$");

  private final RuleContext context;
  private final FailureStory story;

  FailureWords(RuleContext context, FailureStory story) {
    this.context = context;
    this.story = story;
  }

  /** What speaks against it that the run will fail again. */
  static String doubt(FailureStory story) {
    boolean ofTheCode =
        story.root().filter(root -> OF_THE_CODE.matcher(root.errorClass()).find()).isPresent();
    return ofTheCode
        ? "The same code does the same with the same rows; if few of them are to blame, it can leave"
            + " them out."
        : "If a service or a file system was out of reach for a while, nothing is wrong and the next"
            + " run may pass.";
  }

  /** What failed, such as {@code SQL execution 7 (save at Report.java:77)}. */
  String what() {
    List<Failure> failures = story.failures();
    String first = label(failures.get(0));
    return failures.size() == 1
        ? first
        : first + " and " + Amounts.count(failures.size() - 1L) + " more";
  }

  private String label(Failure failure) {
    ApplicationState application = context.run().application();
    if (failure.sqlExecutionId().isPresent()) {
      long id = failure.sqlExecutionId().getAsLong();
      String description = application.sqlExecution(id).map(SqlExecution::description).orElse("");
      return "SQL execution " + id + bracketed(description);
    }
    int id = failure.jobIds().get(0);
    String callSite =
        application.jobs().stream()
            .filter(job -> job.jobId() == id)
            .map(JobDescriptor::callSite)
            .findFirst()
            .orElse("");
    return "job " + id + bracketed(callSite);
  }

  private static String bracketed(String text) {
    String line = text.strip().lines().findFirst().orElse("");
    return line.isEmpty() ? "" : " (" + cut(line, LABEL) + ")";
  }

  /** The stages in which it failed, after a space; empty when they are not known. */
  String where() {
    List<StageKey> stages =
        story.failures().stream().flatMap(f -> f.stages().stream()).distinct().toList();
    if (stages.isEmpty()) {
      return "";
    }
    String label = stageLabel(stages.get(0));
    return " in " + label + (stages.size() > 1 ? " and " + (stages.size() - 1) + " more" : "");
  }

  private String stageLabel(StageKey key) {
    return context.facts().stages().stream()
        .filter(stage -> stage.id() == key.stageId() && stage.attempt() == key.stageAttempt())
        .map(StageFacts::label)
        .findFirst()
        .orElse("stage " + key.stageId());
  }

  /** The root of the error in brackets, after a space; of a known one the first sentence. */
  String quoted() {
    String words =
        story
            .root()
            .map(
                root ->
                    root.simpleClass() + (root.message().isEmpty() ? "" : ": " + root.message()))
            .orElse(story.failures().get(0).message());
    String line = words.strip().lines().map(String::strip).collect(Collectors.joining(" "));
    int end = story.known().isPresent() ? line.indexOf(". ") : -1;
    String sentence = end < 0 ? line : line.substring(0, end);
    return sentence.isEmpty() ? "" : " (" + cut(sentence, QUOTED) + ")";
  }

  /** What happened and what to do, where no setting is changed. */
  String sentences() {
    String start = what() + " failed" + where();
    String sentence =
        story
            .known()
            .map(known -> start + ", as " + known.why() + quoted() + ". " + known.remedy())
            .orElseGet(() -> start + unexplained() + ". " + unknown());
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }

  private String unexplained() {
    String quoted = quoted().strip();
    if (quoted.isEmpty()) {
      return ", and Spark gives no reason";
    }
    return (story.root().isPresent() ? " with " : ": ") + quoted.substring(1, quoted.length() - 1);
  }

  private String unknown() {
    return "Attune knows no remedy for this error"
        + engines().map(names -> ", nor whether it came from " + names + " or the code").orElse("")
        + "; the driver's log has its whole trace.";
  }

  /** Engines that ran in place of Spark's own operators, in words. */
  private Optional<String> engines() {
    return engines(context.run().application().environment());
  }

  /** Engines that ran in place of Spark's own operators, in words; empty without any. */
  static Optional<String> engines(Environment environment) {
    return environment.engines().isEmpty()
        ? Optional.empty()
        : Optional.of(
            environment.engines().stream()
                .sorted()
                .map(engine -> engine == Environment.Engine.RAPIDS ? "RAPIDS" : capitalised(engine))
                .collect(Collectors.joining(" or ")));
  }

  private static String capitalised(Environment.Engine engine) {
    String name = engine.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  private static String cut(String text, int limit) {
    return text.length() > limit ? text.substring(0, limit - 3) + "..." : text;
  }
}
