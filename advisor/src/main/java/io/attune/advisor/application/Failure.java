package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something of an application that failed: an SQL execution, or a job that belongs to none. What
 * somebody cancelled, or the application's end cut off, is none; an SQL execution whose broadcast
 * timed out is one, although Spark says that its job was cancelled.
 *
 * @param sqlExecutionId the SQL execution that failed
 * @param jobIds its jobs that failed or were cancelled, or the job
 * @param stages the stage attempts in which they failed, as far as is known
 * @param message Spark's words, without stack frames
 * @param root what lies at the root of it; empty when the words name no exception
 */
public record Failure(
    OptionalLong sqlExecutionId,
    List<Integer> jobIds,
    List<StageKey> stages,
    String message,
    Optional<ErrorRoot> root) {
  /** Checks and copies. */
  public Failure {
    requireNonNull(sqlExecutionId, "sqlExecutionId is null");
    requireNonNull(message, "message is null");
    requireNonNull(root, "root is null");
    jobIds = List.copyOf(jobIds);
    stages = List.copyOf(stages);
  }
}
