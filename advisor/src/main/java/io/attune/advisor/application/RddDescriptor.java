package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.RddInfo;
import java.util.List;
import java.util.Optional;

/**
 * An RDD.
 *
 * @param rddId RDD, unique within the application
 * @param name name, such as MapPartitionsRDD
 * @param operatorName name of the operation scope, such as Exchange; empty when unknown
 * @param callSite where in the user's code it was made
 * @param parentRddIds parents, ascending
 * @param storageLevel storage level as Spark prints it; empty when it was never persisted
 * @param numPartitions partitions
 */
public record RddDescriptor(
    int rddId,
    String name,
    String operatorName,
    String callSite,
    List<Integer> parentRddIds,
    Optional<String> storageLevel,
    int numPartitions) {
  /** Checks the fields. */
  public RddDescriptor {
    requireNonNull(name, "name is null");
    requireNonNull(operatorName, "operatorName is null");
    requireNonNull(callSite, "callSite is null");
    parentRddIds = List.copyOf(parentRddIds);
  }

  static RddDescriptor of(RddInfo info) {
    return new RddDescriptor(
        info.getRddId(),
        Facts.cut(info.getName(), 128),
        Facts.cut(info.getOperatorName(), 128),
        Facts.cut(info.getCallSite(), 256),
        Facts.sorted(info.getParentRddIds()),
        Optional.ofNullable(info.getStorageLevel()),
        Math.max(0, info.getNumPartitions()));
  }

  RddDescriptor merge(RddDescriptor other) {
    if (equals(other)) {
      return this;
    }
    return new RddDescriptor(
        rddId,
        Facts.greatest(name, other.name),
        Facts.greatest(operatorName, other.operatorName),
        Facts.greatest(callSite, other.callSite),
        Facts.union(parentRddIds, other.parentRddIds),
        Facts.greatest(storageLevel, other.storageLevel),
        Math.max(numPartitions, other.numPartitions));
  }

  /** Whether it was persisted at some time. */
  public boolean persisted() {
    return storageLevel.isPresent();
  }

  void write(StateWriter out) {
    out.writeSigned(rddId).writeString(name);
    if (out.version() == 2) {
      // The id of the operation, which nobody asked for.
      out.writeString("");
    }
    out.writeString(operatorName);
    out.writeString(callSite);
    Facts.writeInts(out, parentRddIds);
    Facts.writeText(out, storageLevel);
    out.writeUnsigned(numPartitions);
  }

  static RddDescriptor read(StateReader in) {
    int rddId = in.readInt();
    String name = in.readString();
    if (in.version() == 2) {
      in.readNullableString();
    }
    return new RddDescriptor(
        rddId,
        name,
        in.readString(),
        in.readString(),
        Facts.readInts(in),
        Facts.readText(in),
        in.readCount());
  }
}
