package io.attune.load.fleet;

import java.util.List;

/**
 * The work of a stage. Sizes are in MiB. Created by {@link Shapes}, modified by {@link
 * FaultInjector}, and read-only from then on.
 */
final class StagePlan {
  /** What determines the number of tasks. */
  enum Partitioning {
    /** Files and Spark's splits. */
    FILES,
    /** The setting for shuffle partitions, and adaptive execution if enabled. */
    SHUFFLE,
    /** A constant in the code. */
    CODE
  }

  final String operator;
  final Partitioning partitioning;
  final List<Integer> parents;

  /** Number of files scanned, and their size. */
  int files;

  double fileMib;
  boolean splittable = true;

  /** Whether it works on a batch of a stream. */
  boolean ofStream;

  /** Number of partitions if fixed in the code. */
  int codePartitions;

  /** Bytes read from the cache. */
  double cachedMib;

  double runMsPerMib;
  double fixedRunMs = 20;
  double runSigma = 0.15;
  double sizeSigma = 0.08;

  /** Shuffle bytes written per byte read. */
  double shuffleRatio;

  /** Output bytes per byte read, and files written per task. */
  double outputRatio;

  int filesPerTask = 1;

  /** Execution memory per byte read, for sorts, aggregations and joins. */
  double expansion;

  /** Heap of the application's own objects per task. */
  double ownHeapMib = 20;

  /** Share of the bytes with the most frequent key. */
  double hotShare;

  /** Result size of a task. */
  double resultKib = 3;

  /** Additional result bytes per byte read. */
  double resultRatio;

  /** Number of an RDD that several jobs start from; 0 for an RDD of its own. */
  int lineage;

  /** Whether it persists what it reads. */
  boolean persists;

  /** Partitions that {@code coalesce} took away without a shuffle; 0 if there is none. */
  int coalescedFrom;

  /** Whether it reads a table over JDBC. */
  boolean jdbc;

  /** Size of the row groups of its files if they are larger than splits; 0 if they are small. */
  double rowGroupMib;

  /** Time that the driver takes to commit what it writes. */
  double commitMs;

  /** Rows of a stream's state that it keeps; 0 if it keeps none. */
  long stateRows;

  /** Bytes of a row, of those that it reads. */
  double bytesPerRow = 180;

  /** What it does with its rows besides; null if nothing. */
  Operator extra;

  /**
   * Position of a stage that has a job of its own before this one: its rows are broadcast to the
   * extra operator, or it looks for the borders of the ranges; -1 if there is none.
   */
  int after = -1;

  /** Whether it computes what the stage after it computes again, to take samples of it. */
  boolean samples;

  /** Whether its rows come partitioned by range. */
  boolean byRange;

  /** Time that the driver may wait for it as a broadcast; 0 if it waits as long as it takes. */
  double timeoutMs;

  /** Number of steps that its rows go through, each an RDD or an operator of the plan. */
  int steps = 1;

  /** Time that the driver takes to find its files, in so many directories. */
  double listingMs;

  int directories;

  /** Share of its run time in which its tasks wait for Python workers. */
  double inPython;

  /** Number of hosts on which what it reads lies; 0 if it lies everywhere. */
  int placedHosts;

  /** Exception that one of its tasks throws in every attempt; null if none. */
  String alwaysThrows;

  /** The exception's message. */
  String thrownMessage;

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

  /** Whether its rows come from outside Spark. */
  boolean isSource() {
    return files > 0;
  }

  /** Whether all rows have to be in its only partition. */
  boolean isWindow() {
    return operator.equals("window");
  }

  /** Whether it reads text files and not Parquet. */
  boolean isText() {
    return lineage > 0;
  }

  /** Whether it reads or fills a persisted RDD. */
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
