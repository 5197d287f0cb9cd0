package io.attune.load.fleet;

import java.util.List;

/**
 * What a stage has to do, before anything is known of how long it takes. Sizes are MiB. Filled in
 * by {@link Shapes}, changed by {@link Planting}, and read only from then on.
 */
final class StagePlan {
  /** What decides how many tasks a stage has. */
  enum Partitioning {
    /** The files it scans and Spark's splits. */
    FILES,
    /** The setting for shuffles, and adaptive execution where it is on. */
    SHUFFLE,
    /** A number in the code. */
    CODE
  }

  final String operator;
  final Partitioning partitioning;
  final List<Integer> parents;

  /** Files it scans, and the size of each. */
  int files;

  double fileMib;
  boolean splittable = true;

  /** Partitions where the code decides. */
  int codePartitions;

  /** Bytes it reads from the cache. */
  double cachedMib;

  double runMsPerMib;
  double fixedRunMs = 20;
  double runSigma = 0.15;
  double sizeSigma = 0.08;

  /** Shuffle bytes written for each byte read. */
  double shuffleRatio;

  /** File bytes written for each byte read, and the files that each task writes. */
  double outputRatio;

  int filesPerTask = 1;

  /** Managed memory for each byte read: sorts, aggregations, joins. */
  double expansion;

  /** Heap of the application's own objects in each task. */
  double ownHeapMib = 20;

  /** Share of the bytes that lie under one key. */
  double hotShare;

  /** Bytes that each task sends to the driver. */
  double resultKib = 3;

  /** Beside these, bytes that go to the driver for each byte read. */
  double resultRatio;

  /**
   * RDD that the stage starts from, where several jobs start from the same; 0 for one of its own.
   */
  int lineage;

  /** Whether it stores what it read in the cache. */
  boolean persists;

  StagePlan(String operator, Partitioning partitioning, Integer... parents) {
    this.operator = operator;
    this.partitioning = partitioning;
    this.parents = List.of(parents);
  }

  double resultMib(double readMib) {
    return resultKib / 1024 + resultRatio * readMib;
  }

  boolean isScan() {
    return partitioning == Partitioning.FILES;
  }

  /** Whether a query reads text and not columns: what several jobs start from. */
  boolean isText() {
    return lineage > 0;
  }

  /** Whether it reads from a persisted RDD, or is the stage that fills it. */
  boolean isCached() {
    return persists || cachedMib > 0;
  }

  StagePlan files(int count, double mib) {
    files = count;
    fileMib = mib;
    return this;
  }

  StagePlan inCode(int partitions) {
    codePartitions = partitions;
    return this;
  }

  StagePlan cached(double mib) {
    cachedMib = mib;
    return this;
  }

  StagePlan speed(double msPerMib) {
    runMsPerMib = msPerMib;
    return this;
  }

  StagePlan shuffles(double ratio) {
    shuffleRatio = ratio;
    return this;
  }

  StagePlan writes(double ratio) {
    outputRatio = ratio;
    return this;
  }

  StagePlan expands(double factor) {
    expansion = factor;
    return this;
  }

  StagePlan owns(double mib) {
    ownHeapMib = mib;
    return this;
  }
}
