package io.attune.advisor.application;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.StreamingProgress;
import io.attune.schemas.StreamingSource;
import io.attune.schemas.StreamingStateOperator;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A batch of a streaming query, as Spark reported it at its end.
 *
 * @param batchId batch, from 0 over restarts
 * @param triggerMs when its trigger fired, epoch milliseconds
 * @param durations where its time went
 * @param inputRows rows read
 * @param backlogRows rows that were there and were left; empty where no source tells
 * @param sourcePartitions partitions of the sources; empty where no source tells
 * @param watermarkMs watermark before it, epoch milliseconds; empty without one
 * @param state what it left in its state; empty without state
 */
public record StreamingBatch(
    long batchId,
    long triggerMs,
    Durations durations,
    long inputRows,
    OptionalLong backlogRows,
    OptionalLong sourcePartitions,
    OptionalLong watermarkMs,
    List<State> state) {

  /** The newest batch last; of two reports of one batch (it was run again) the later one. */
  static final Comparator<StreamingBatch> ORDER =
      Comparator.comparingLong(StreamingBatch::batchId)
          .thenComparingLong(StreamingBatch::triggerMs)
          .thenComparingLong(batch -> batch.durations.totalMs)
          .thenComparingLong(StreamingBatch::inputRows)
          .thenComparing(StreamingBatch::toString);

  /** Keeps at most one summed state. */
  public StreamingBatch {
    state = List.copyOf(state);
  }

  /**
   * Where the time of a batch went, milliseconds.
   *
   * @param totalMs from the trigger to the end
   * @param listingMs finding what is new, and opening it: latestOffset and getBatch
   * @param planningMs planning the query
   * @param workMs running it: addBatch
   * @param commitMs writing offsets and commits to the checkpoint
   */
  public record Durations(
      long totalMs, long listingMs, long planningMs, long workMs, long commitMs) {}

  /**
   * The state of all stateful operators, added up.
   *
   * @param rows rows that they hold
   * @param removed rows that the batch removed; empty where Spark does not tell
   * @param memoryBytes memory that they take on the executors
   * @param commitMs time of all tasks to commit their stores; empty where Spark does not tell
   * @param partitions partitions of the operator with the most; empty where Spark does not tell
   * @param rocksDb whether the stores are RocksDB's
   */
  public record State(
      long rows,
      OptionalLong removed,
      long memoryBytes,
      OptionalLong commitMs,
      OptionalLong partitions,
      boolean rocksDb) {}

  /** Whether the trigger ran a batch, and did not merely find that there was nothing to do. */
  static boolean ran(StreamingProgress progress) {
    return progress.getDurationsMs().containsKey("addBatch") && progress.getBatchId() >= 0;
  }

  static StreamingBatch of(StreamingProgress progress) {
    return new StreamingBatch(
        progress.getBatchId(),
        progress.getTriggerTime().toEpochMilli(),
        durations(progress.getDurationsMs()),
        Math.max(0, progress.getInputRows()),
        sum(progress.getSources(), StreamingSource::getBacklogRows),
        sum(progress.getSources(), StreamingSource::getPartitions),
        progress.getWatermarkTime() == null
            ? OptionalLong.empty()
            : OptionalLong.of(progress.getWatermarkTime().toEpochMilli()),
        state(progress.getStateOperators()));
  }

  private static Durations durations(Map<String, Long> byPhase) {
    long work = phase(byPhase, "addBatch");
    long listing =
        Stream.of("latestOffset", "getBatch", "getOffset", "setOffsetRange", "getEndOffset")
            .mapToLong(name -> phase(byPhase, name))
            .sum();
    long planning = phase(byPhase, "queryPlanning");
    long commit =
        Stream.of("walCommit", "commitOffsets", "commitBatch")
            .mapToLong(name -> phase(byPhase, name))
            .sum();
    long total = Math.max(phase(byPhase, "triggerExecution"), work + listing + planning + commit);
    return new Durations(total, listing, planning, work, commit);
  }

  private static long phase(Map<String, Long> byPhase, String name) {
    return Math.max(0, byPhase.getOrDefault(name, 0L));
  }

  private static List<State> state(List<StreamingStateOperator> operators) {
    return operators.isEmpty()
        ? List.of()
        : List.of(
            new State(
                operators.stream().mapToLong(StreamingStateOperator::getRowsTotal).sum(),
                sum(operators, StreamingStateOperator::getRowsRemoved),
                operators.stream().mapToLong(StreamingStateOperator::getMemoryBytes).sum(),
                sum(operators, StreamingStateOperator::getCommitTimeMs),
                operators.stream()
                    .map(operator -> Facts.optional(operator.getPartitions()))
                    .reduce(OptionalLong.empty(), Facts::greatest),
                operators.stream()
                    .flatMap(operator -> operator.getCustomMetrics().keySet().stream())
                    .anyMatch(metric -> metric.startsWith("rocksdb"))));
  }

  /** What the parts tell, added up; empty where none tells. */
  private static <T> OptionalLong sum(List<T> parts, Function<T, @Nullable Long> value) {
    OptionalLong sum = OptionalLong.empty();
    for (T part : parts) {
      OptionalLong told = Facts.nonNegative(value.apply(part));
      if (told.isPresent()) {
        sum = OptionalLong.of(sum.orElse(0) + told.getAsLong());
      }
    }
    return sum;
  }

  void write(StateWriter out) {
    out.writeUnsigned(batchId).writeSigned(triggerMs);
    out.writeUnsigned(durations.totalMs).writeUnsigned(durations.listingMs);
    out.writeUnsigned(durations.planningMs).writeUnsigned(durations.workMs);
    out.writeUnsigned(durations.commitMs).writeUnsigned(inputRows);
    Facts.write(out, backlogRows);
    Facts.write(out, sourcePartitions);
    Facts.write(out, watermarkMs);
    out.writeBoolean(!state.isEmpty());
    for (State held : state) {
      out.writeSigned(held.rows).writeSigned(held.memoryBytes).writeBoolean(held.rocksDb);
      Facts.write(out, held.removed);
      Facts.write(out, held.commitMs);
      Facts.write(out, held.partitions);
    }
  }

  static StreamingBatch read(StateReader in) {
    long id = in.readUnsigned();
    long trigger = in.readSigned();
    Durations durations =
        new Durations(
            in.readUnsigned(),
            in.readUnsigned(),
            in.readUnsigned(),
            in.readUnsigned(),
            in.readUnsigned());
    long rows = in.readUnsigned();
    OptionalLong backlog = Facts.readNumber(in);
    OptionalLong partitions = Facts.readNumber(in);
    OptionalLong watermark = Facts.readNumber(in);
    List<State> state = in.readBoolean() ? List.of(readState(in)) : List.of();
    return new StreamingBatch(id, trigger, durations, rows, backlog, partitions, watermark, state);
  }

  private static State readState(StateReader in) {
    long rows = in.readSigned();
    long memory = in.readSigned();
    boolean rocksDb = in.readBoolean();
    OptionalLong removed = Facts.readNumber(in);
    OptionalLong commit = Facts.readNumber(in);
    return new State(rows, removed, memory, commit, Facts.readNumber(in), rocksDb);
  }
}
