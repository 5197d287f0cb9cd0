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
 * @param pieces pieces that the largest partition should make
 * @param advisoryBytes size of a piece now
 * @param wantedAdvisoryBytes the same where it has to be smaller, else as it is
 * @param thresholdBytes threshold now
 * @param wantedThresholdBytes threshold at which the largest partition is split
 * @param factor factor now
 * @param uncappedFactor what the ratio asks for
 * @param wantedFactor the same, to a tenth and not below the least
 */
record SkewedJoin(
    StageFacts stage,
    double largestBytes,
    double bytesRatio,
    long pieces,
    long advisoryBytes,
    long wantedAdvisoryBytes,
    long thresholdBytes,
    long wantedThresholdBytes,
    double factor,
    double uncappedFactor,
    double wantedFactor) {
  static final String THRESHOLD = "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes";
  static final String FACTOR = "spark.sql.adaptive.skewJoin.skewedPartitionFactor";
  private static final long THRESHOLD_DEFAULT = 256L << 20;
  private static final double FACTOR_DEFAULT = 5;

  static SkewedJoin of(RuleContext context, StageFacts stage) {
    SparkSettings settings = stage.settings();
    RuleTable table = context.table();
    double largest = stage.state().shuffleReadBytes().max();
    double ratio = largest / Math.max(1, stage.state().shuffleReadBytes().median());
    double halves = table.number("skew.threshold-share") * largest;
    long pieces = Math.max(2, Math.min(context.facts().cluster().slots(), Math.round(ratio)));
    long advisory = settings.advisoryPartitionBytes();
    long piece = floorMib(Math.max(table.number("skew.min-advisory-bytes"), largest / pieces));
    long wantedAdvisory = advisory > halves ? Math.min(advisory, piece) : advisory;
    double uncapped = table.number("skew.factor-share") * ratio;
    return new SkewedJoin(
        stage,
        largest,
        ratio,
        pieces,
        advisory,
        wantedAdvisory,
        settings.bytes(THRESHOLD).orElse(THRESHOLD_DEFAULT),
        Math.max(wantedAdvisory, floorMib(halves)),
        settings.decimal(FACTOR).orElse(FACTOR_DEFAULT),
        uncapped,
        Math.max(table.number("skew.min-factor"), Math.floor(uncapped * 10) / 10));
  }

  /** Whether pieces of the size they have now would leave the largest partition whole. */
  boolean needsSmallerPieces() {
    return wantedAdvisoryBytes < advisoryBytes;
  }

  /** Whether the largest partition is below the threshold, and another one would help. */
  boolean needsLowerThreshold() {
    return largestBytes <= thresholdBytes && wantedThresholdBytes < largestBytes;
  }

  /** Whether the largest partition is below the factor, and another one would help. */
  boolean needsLowerFactor() {
    return bytesRatio <= factor && wantedFactor < factor && wantedFactor < bytesRatio;
  }

  /** Whole mebibytes, at least one. */
  static long floorMib(double bytes) {
    return Math.max(1, (long) (bytes / (1 << 20))) << 20;
  }
}
