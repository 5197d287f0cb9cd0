package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.table.RuleTable;

/**
 * The numbers by which adaptive execution decides whether it splits the largest partition of a
 * join, as they are and as they would have to be. It splits a partition that is larger than the
 * threshold and than the factor times the median, into pieces of the advisory size.
 *
 * @param stage the join
 * @param largestBytes shuffle bytes of the largest task
 * @param bytesRatio those over the median
 * @param belowThreshold whether the largest is not larger than the threshold, or only just while a
 *     lower one is advised
 * @param belowFactor the same for the factor
 * @param pieces pieces that the largest partition should make
 * @param advisory size of a piece
 * @param threshold size above which a partition is split
 * @param factor times the median above which a partition is split
 */
record SkewSplit(
    StageFacts stage,
    double largestBytes,
    double bytesRatio,
    boolean belowThreshold,
    boolean belowFactor,
    long pieces,
    Size advisory,
    Size threshold,
    Factor factor) {
  static final String ADVISORY = "spark.sql.adaptive.advisoryPartitionSizeInBytes";
  static final String THRESHOLD = "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes";
  static final String FACTOR = "spark.sql.adaptive.skewJoin.skewedPartitionFactor";
  private static final long THRESHOLD_DEFAULT = 256L << 20;
  private static final double FACTOR_DEFAULT = 5;

  /**
   * A setting in bytes.
   *
   * @param bytes now
   * @param wanted where it has to be smaller, else as it is
   */
  record Size(long bytes, long wanted) {}

  /**
   * A setting that is a factor.
   *
   * @param now as it is
   * @param uncapped what the ratio asks for
   * @param wanted the same, to a tenth and not below the least
   */
  record Factor(double now, double uncapped, double wanted) {}

  static SkewSplit of(RuleContext context, StageFacts stage) {
    SparkSettings settings = stage.settings();
    RuleTable table = context.table();
    double largest = stage.state().shuffleReadBytes().max();
    double ratio = largest / Math.max(1, stage.state().shuffleReadBytes().median());
    double halves = table.number("skew.threshold-share") * largest;
    long pieces = Math.max(2, Math.min(context.facts().cluster().slots(), Math.round(ratio)));
    long advisory = settings.advisoryPartitionBytes();
    long piece = floorMib(Math.max(table.number("skew.min-advisory-bytes"), largest / pieces));
    boolean tooLarge = advisory > context.withHysteresisOn(ADVISORY, halves);
    long wantedAdvisory = tooLarge ? Math.min(advisory, piece) : advisory;
    double uncapped = table.number("skew.factor-share") * ratio;
    long threshold = settings.bytes(THRESHOLD).orElse(THRESHOLD_DEFAULT);
    double factor = settings.decimal(FACTOR).orElse(FACTOR_DEFAULT);
    return new SkewSplit(
        stage,
        largest,
        ratio,
        context.withHysteresisOn(THRESHOLD, largest) <= threshold,
        context.withHysteresisOn(FACTOR, ratio) <= factor,
        pieces,
        new Size(advisory, wantedAdvisory),
        new Size(threshold, Math.max(wantedAdvisory, floorMib(halves))),
        new Factor(
            factor,
            uncapped,
            Math.max(table.number("skew.min-factor"), Math.floor(uncapped * 10) / 10)));
  }

  /** Whether pieces of the size they have now would leave the largest partition whole. */
  boolean needsSmallerPieces() {
    return advisory.wanted < advisory.bytes;
  }

  /** Whether the largest partition is below the threshold, and another one would help. */
  boolean needsLowerThreshold() {
    return belowThreshold && threshold.wanted < threshold.bytes && threshold.wanted < largestBytes;
  }

  /** Whether the largest partition is below the factor, and another one would help. */
  boolean needsLowerFactor() {
    return belowFactor && factor.wanted < factor.now && factor.wanted < bytesRatio;
  }

  /** Whole mebibytes, at least one. */
  static long floorMib(double bytes) {
    return Math.max(1, (long) (bytes / (1 << 20))) << 20;
  }
}
