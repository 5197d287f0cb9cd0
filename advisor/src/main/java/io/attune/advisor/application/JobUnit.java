package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A unit inside an application: what some of its jobs belong to, and what recurs from run to run.
 *
 * @param kind by what it is known
 * @param shape what recurs of it: never the id of a run
 */
public record JobUnit(Kind kind, String shape) {

  /** By what a unit is known, in the order in which it is looked for. */
  public enum Kind {
    /** spark.attune.unit. */
    UNIT,
    /** The DataForge source and process type. */
    DATAFORGE,
    /** The Databricks job and task. */
    DATABRICKS,
    /** The path of the Databricks notebook. */
    NOTEBOOK,
    /** The user of Spark Connect. */
    CONNECT,
    /** A statement of a Thrift server, without its literals. */
    STATEMENT,
    /** The id of a streaming query, which its checkpoint keeps. */
    QUERY,
    /** The job group, without what changes from run to run. */
    GROUP,
    /** OpenLineage's parent job. */
    PARENT,
    /** The names of what an SQL session has set for itself. */
    SESSION;

    /** The word that stands for it in a name. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern IN_WORKLOAD =
      Pattern.compile(
          "/((?:"
              + Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining("|"))
              + ")=.*)$",
          Pattern.DOTALL);

  /** Checks the fields. */
  public JobUnit {
    requireNonNull(kind, "kind is null");
    requireNonNull(shape, "shape is null");
  }

  /** Kind and shape, as {@code group=nightly}. */
  public String name() {
    return kind.word() + "=" + shape;
  }

  /** The workload of this unit of an application: {@code application/kind=shape}. */
  public String workload(String application) {
    return application + "/" + name();
  }

  /** The name of the unit whose workload this is; empty for the workload of an application. */
  public static Optional<String> nameIn(String workload) {
    Matcher unit = IN_WORKLOAD.matcher(workload);
    return unit.find() && unit.start() > 0 ? Optional.of(unit.group(1)) : Optional.empty();
  }

  /** The workload of the application, of a unit's or of the application's own. */
  public static String applicationIn(String workload) {
    return nameIn(workload)
        .map(name -> workload.substring(0, workload.length() - name.length() - 1))
        .orElse(workload);
  }
}
