package io.attune.advisor.application;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out to which unit each job belongs. What a job says of itself and the application's
 * configuration says as well (every SQL job carries it) tells nothing inside the application, and
 * the next kind is looked for.
 */
final class UnitFinder {
  private static final Pattern SERVER = Pattern.compile("(?i).*(?:thrift|kyuubi).*");
  private static final Pattern LITERAL =
      Pattern.compile("'(?:[^']|'')*'|(?<![\\w.])\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?![\\w.])");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern LETTER = Pattern.compile("\\p{L}");

  private final ApplicationState application;
  private final boolean server;

  /** Names of job groups, each worked out once. */
  private final Map<String, Optional<String>> groups = new HashMap<>();

  UnitFinder(ApplicationState application) {
    this.application = application;
    this.server = SERVER.matcher(application.name()).matches();
  }

  /** Units by job; a job that belongs to the application itself is not in it. */
  Map<Integer, JobUnit> find() {
    Map<Integer, JobUnit> units = new HashMap<>();
    Map<Long, JobUnit> byExecution = new HashMap<>();
    List<JobDescriptor> unnamed = new ArrayList<>();
    for (JobDescriptor job : application.jobs()) {
      Optional<JobUnit> unit = of(job);
      if (unit.isPresent()) {
        units.put(job.jobId(), unit.get());
        job.sqlExecutionId().ifPresent(id -> byExecution.putIfAbsent(id, unit.get()));
      } else {
        unnamed.add(job);
      }
    }
    // Before 3.5, the job that collects a broadcast has the id of its thread for a group.
    for (JobDescriptor job : unnamed) {
      if (job.sqlExecutionId().isPresent()) {
        JobUnit unit = byExecution.get(job.sqlExecutionId().getAsLong());
        if (unit != null) {
          units.put(job.jobId(), unit);
        }
      }
    }
    SessionFinder sessions = new SessionFinder(application.content());
    for (JobDescriptor job : unnamed) {
      if (!units.containsKey(job.jobId()) && job.sqlExecutionId().isPresent()) {
        sessions
            .name(job.sqlExecutionId().getAsLong())
            .ifPresent(name -> units.put(job.jobId(), unit(JobUnit.Kind.SESSION, name)));
      }
    }
    return bounded(units);
  }

  /** The units of the first jobs; of more, the jobs belong to the application itself. */
  private Map<Integer, JobUnit> bounded(Map<Integer, JobUnit> units) {
    Set<JobUnit> kept = new LinkedHashSet<>();
    for (JobDescriptor job : application.jobs()) {
      JobUnit unit = units.get(job.jobId());
      if (unit != null && kept.size() < Units.LIMIT) {
        kept.add(unit);
      }
    }
    units.values().removeIf(unit -> !kept.contains(unit));
    return units;
  }

  private Optional<JobUnit> of(JobDescriptor job) {
    Map<String, String> context = job.context();
    return other(context.get("unit"), own("spark.attune.unit"))
        .map(name -> unit(JobUnit.Kind.UNIT, name))
        .or(() -> ofDataForge(context))
        .or(() -> ofDatabricks(context))
        .or(
            () ->
                other(context.get("connectUser"), null)
                    .map(name -> unit(JobUnit.Kind.CONNECT, name)))
        .or(() -> ofStatement(job))
        .or(
            () ->
                other(job.properties().get("sql.streaming.queryId"), null)
                    .map(id -> unit(JobUnit.Kind.QUERY, id)))
        .or(() -> recurring(job.jobGroup()).map(name -> unit(JobUnit.Kind.GROUP, name)))
        .or(
            () ->
                other(context.get("parentJob"), ownParent())
                    .map(name -> unit(JobUnit.Kind.PARENT, name)));
  }

  private Optional<JobUnit> ofDataForge(Map<String, String> context) {
    String own =
        application
            .context()
            .map(c -> joined(c.getDataForgeSource(), c.getDataForgeProcessType()))
            .orElse("");
    return other(joined(context.get("dataForgeSource"), context.get("dataForgeProcessType")), own)
        .map(name -> unit(JobUnit.Kind.DATAFORGE, name));
  }

  /** A task without a key, of the job whose cluster it is, is known by its notebook. */
  private Optional<JobUnit> ofDatabricks(Map<String, String> context) {
    String job = context.get("databricksJobId");
    String task = context.get("databricksTaskKey");
    String ownJob = application.context().map(c -> c.getDatabricksJobId()).orElse(null);
    String ownTask = application.context().map(c -> c.getDatabricksTaskKey()).orElse(null);
    boolean isOwn = job == null || job.equals(ownJob) && (task == null || task.equals(ownTask));
    return isOwn
        ? other(context.get("databricksNotebook"), own("spark.databricks.notebook.path"))
            .map(path -> unit(JobUnit.Kind.NOTEBOOK, path))
        : Optional.of(unit(JobUnit.Kind.DATABRICKS, joined(job, task)));
  }

  /** The servers give each statement an id for a group, and its text for a description. */
  private Optional<JobUnit> ofStatement(JobDescriptor job) {
    if (!server || job.description().isBlank() || recurring(job.jobGroup()).isPresent()) {
      return Optional.empty();
    }
    String text = LITERAL.matcher(job.description()).replaceAll("?");
    return Optional.of(unit(JobUnit.Kind.STATEMENT, SPACE.matcher(text.strip()).replaceAll(" ")));
  }

  /** A job group without what changes from run to run; empty when nothing that names it is left. */
  private Optional<String> recurring(String group) {
    return group.isBlank()
        ? Optional.empty()
        : groups.computeIfAbsent(
            group,
            text -> WorkloadName.recurring(text).filter(name -> LETTER.matcher(name).find()));
  }

  private @Nullable String own(String property) {
    return application.property(property).orElse(null);
  }

  private @Nullable String ownParent() {
    String name = own("spark.openlineage.parentJobName");
    String namespace = own("spark.openlineage.parentJobNamespace");
    return name == null ? null : namespace == null ? name : namespace + "/" + name;
  }

  private static Optional<String> other(@Nullable String name, @Nullable String own) {
    return name == null || name.isBlank() || name.equals(own == null ? null : own.strip())
        ? Optional.empty()
        : Optional.of(name);
  }

  private static String joined(@Nullable String first, @Nullable String second) {
    return first == null
        ? second == null ? "" : second
        : second == null ? first : first + "/" + second;
  }

  private static JobUnit unit(JobUnit.Kind kind, String shape) {
    return new JobUnit(kind, WorkloadName.cut(shape));
  }
}
