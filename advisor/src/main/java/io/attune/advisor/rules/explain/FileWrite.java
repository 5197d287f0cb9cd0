package io.attune.advisor.rules.explain;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A write of files, by the plan and the metrics of the write itself.
 *
 * @param execution its SQL execution
 * @param node the node that writes
 */
public record FileWrite(SqlExecution execution, SqlNode node) {
  /** The address of a file or directory, as plans show it. */
  private static final Pattern ADDRESS = Pattern.compile("\\b([a-z][a-z0-9+.-]*):/[^\\s,\\]]*");

  /** Whether partitions may be missing, and the columns that name the directories. */
  private static final Pattern DIRECTORIES = Pattern.compile(", (?:true|false), \\[([^\\]]+)\\], ");

  private static final Pattern EXPRESSION_ID = Pattern.compile("#\\d+L?");

  /** Checks the fields. */
  public FileWrite {
    requireNonNull(execution, "execution is null");
    requireNonNull(node, "node is null");
  }

  /** All writes of an application, each once. */
  public static List<FileWrite> of(ApplicationState application) {
    List<FileWrite> writes = new ArrayList<>();
    Set<Long> counted = new HashSet<>();
    for (SqlExecution execution : application.sqlExecutions()) {
      for (SqlNode node : execution.nodes()) {
        if (node.isFileWrite() && counted.add(node.metrics().get(0).accumulatorId())) {
          writes.add(new FileWrite(execution, node));
        }
      }
    }
    return writes;
  }

  /** Files that it made; empty when unknown or none. */
  public OptionalLong files() {
    return positive(node.filesWritten());
  }

  /** Bytes that it wrote; empty when unknown or none. */
  public OptionalLong bytes() {
    return positive(node.fileBytesWritten());
  }

  private static OptionalLong positive(OptionalLong value) {
    return value.isPresent() && value.getAsLong() > 0 ? value : OptionalLong.empty();
  }

  /** Directories that it wrote into, at least 1. */
  public long directories() {
    return Math.max(1, node.dynamicPartitions().orElse(0));
  }

  /** Files that its bytes need: one in each directory at least. */
  public long filesNeeded(double targetBytes) {
    long forBytes = (long) Math.ceil(bytes().orElse(0) / targetBytes);
    return Math.max(directories(), Math.max(1, forBytes));
  }

  /** Time that the driver took to commit it, milliseconds; empty when it does not say. */
  public OptionalLong commitMs() {
    return node.jobCommitMs();
  }

  /** Scheme of the file system that it wrote to, such as {@code s3a}; empty when unknown. */
  public Optional<String> scheme() {
    Matcher matcher = ADDRESS.matcher(node.description());
    return matcher.find()
        ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  /** The columns that name its directories, with commas; empty when the plan does not tell. */
  public Optional<String> partitionColumns() {
    Matcher matcher = DIRECTORIES.matcher(node.description());
    return matcher.find()
        ? Optional.of(
            Stream.of(matcher.group(1).split(","))
                .map(column -> EXPRESSION_ID.matcher(column).replaceAll("").strip())
                .collect(Collectors.joining(", ")))
        : Optional.empty();
  }

  /** What brings together the rows of a directory before the write, as a call. */
  public String repartition() {
    return partitionColumns()
        .map(columns -> "repartition by " + columns + " before the write")
        .orElse("repartition by the partition columns before the write");
  }
}
