package io.attune.advisor.application;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.ResourceProfileAdded;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one executor and one task ask for, as Spark resolved it.
 *
 * @param resourceProfileId 0 is the default profile
 * @param executorCores cores; empty where the cluster manager decides
 * @param heapBytes heap
 * @param overheadBytes memory overhead, where it was set
 * @param offHeapBytes off-heap memory
 * @param pysparkBytes Python memory
 * @param taskCpus cores of one task
 */
public record ResourceProfile(
    int resourceProfileId,
    OptionalLong executorCores,
    OptionalLong heapBytes,
    OptionalLong overheadBytes,
    OptionalLong offHeapBytes,
    OptionalLong pysparkBytes,
    Optional<Double> taskCpus) {
  static ResourceProfile of(ResourceProfileAdded event) {
    Integer cores = event.getExecutorCores();
    return new ResourceProfile(
        event.getResourceProfileId(),
        cores == null || cores < 1 ? OptionalLong.empty() : OptionalLong.of(cores),
        Facts.nonNegative(event.getExecutorMemoryBytes()),
        Facts.nonNegative(event.getExecutorMemoryOverheadBytes()),
        Facts.nonNegative(event.getExecutorOffHeapMemoryBytes()),
        Facts.nonNegative(event.getExecutorPysparkMemoryBytes()),
        Optional.ofNullable(event.getTaskCpus()).filter(cpus -> cpus > 0));
  }

  ResourceProfile merge(ResourceProfile other) {
    return new ResourceProfile(
        resourceProfileId,
        Facts.greatest(executorCores, other.executorCores),
        Facts.greatest(heapBytes, other.heapBytes),
        Facts.greatest(overheadBytes, other.overheadBytes),
        Facts.greatest(offHeapBytes, other.offHeapBytes),
        Facts.greatest(pysparkBytes, other.pysparkBytes),
        Facts.greatest(taskCpus, other.taskCpus));
  }

  void write(StateWriter out) {
    out.writeSigned(resourceProfileId);
    Facts.write(out, executorCores);
    Facts.write(out, heapBytes);
    Facts.write(out, overheadBytes);
    Facts.write(out, offHeapBytes);
    Facts.write(out, pysparkBytes);
    out.writeBoolean(taskCpus.isPresent());
    taskCpus.ifPresent(cpus -> out.writeUnsigned(Double.doubleToLongBits(cpus)));
  }

  static ResourceProfile read(StateReader in) {
    return new ResourceProfile(
        in.readInt(),
        Facts.readNumber(in),
        Facts.readNumber(in),
        Facts.readNumber(in),
        Facts.readNumber(in),
        Facts.readNumber(in),
        in.readBoolean()
            ? Optional.of(Double.longBitsToDouble(in.readUnsigned()))
            : Optional.empty());
  }
}
