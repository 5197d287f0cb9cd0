package io.attune.load.fleet;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Bytes and partitions of a job's stages: shuffle sizes, Spark's file splits, and coalescing by
 * adaptive execution.
 */
final class Sizes {
  private static final double MAX_SPLIT_MIB = 128;
  private static final double OPEN_COST_MIB = 4;
  private static final double ADVISORY_MIB = 64;

  private final Map<StagePlan, Stage> stages = new IdentityHashMap<>();

  /**
   * Sizes of a stage.
   *
   * @param readMib total bytes read
   * @param partitions number of tasks
   * @param initialPartitions shuffle partitions before coalescing
   * @param adaptive whether adaptive execution coalesced them
   */
  record Stage(double readMib, int partitions, int initialPartitions, boolean adaptive) {
    double meanMib() {
      return readMib / partitions;
    }
  }

  private Sizes() {}

  /**
   * Computes the sizes of a job.
   *
   * @param scale factor on the input's size
   */
  static Sizes of(Blueprint blueprint, JobPlan job, double scale) {
    Sizes sizes = new Sizes();
    for (StagePlan stage : job.stages()) {
      double read = stage.cachedMib + (double) stage.files * stage.fileMib;
      read *= scale;
      for (int parent : stage.parents) {
        StagePlan from = job.stages().get(parent);
        read += sizes.of(from).readMib() * from.shuffleRatio;
      }
      sizes.stages.put(stage, cut(blueprint, job, stage, Math.max(1e-6, read), scale));
    }
    return sizes;
  }

  Stage of(StagePlan stage) {
    return stages.get(stage);
  }

  private static Stage cut(
      Blueprint blueprint, JobPlan job, StagePlan stage, double read, double scale) {
    return switch (stage.partitioning) {
      case FILES -> {
        int splits = splits(blueprint, job.sql(), stage, scale);
        yield new Stage(read, splits, splits, false);
      }
      case CODE -> new Stage(read, stage.codePartitions, stage.codePartitions, false);
      case SHUFFLE -> shuffle(blueprint, job.sql(), read);
    };
  }

  /** Number of splits: Spark's FilePartition for SQL, Hadoop's block splits for RDDs. */
  private static int splits(Blueprint blueprint, boolean sql, StagePlan stage, double scale) {
    double file = stage.fileMib * scale;
    if (!stage.splittable) {
      return stage.files;
    }
    if (!sql) {
      return stage.files * (int) Math.max(1, Math.ceil(file / MAX_SPLIT_MIB / 1.1));
    }
    double most = blueprint.mib("spark.sql.files.maxPartitionBytes", MAX_SPLIT_MIB);
    double open = blueprint.mib("spark.sql.files.openCostInBytes", OPEN_COST_MIB);
    double perCore =
        stage.files
            * (file + open)
            / blueprint.number("spark.sql.files.minPartitionNum", blueprint.slots());
    double split = Math.min(most, Math.max(open, perCore));
    if (file >= split) {
      return stage.files * (int) Math.ceil(file / split);
    }
    int together = (int) Math.max(1, Math.floor(split / (file + open)));
    return (int) Math.max(1, Math.ceil((double) stage.files / together));
  }

  private static Stage shuffle(Blueprint blueprint, boolean sql, double read) {
    if (!sql) {
      int partitions = (int) blueprint.number("spark.default.parallelism", blueprint.slots());
      return new Stage(read, partitions, partitions, false);
    }
    int initial = (int) blueprint.number("spark.sql.shuffle.partitions", 200);
    if (!blueprint.isAdaptive()) {
      return new Stage(read, initial, initial, false);
    }
    // parallelismFirst, Spark's default: small enough to give every slot a partition.
    double advisory =
        blueprint.mib("spark.sql.adaptive.advisoryPartitionSizeInBytes", ADVISORY_MIB);
    double target =
        "false"
                .equals(
                    blueprint.properties.get(
                        "spark.sql.adaptive.coalescePartitions.parallelismFirst"))
            ? advisory
            : Math.min(advisory, Math.max(1, read / blueprint.slots()));
    // Only whole adjacent partitions are coalesced.
    int together = (int) Math.max(1, Math.floor(target / (read / initial) + 1e-6));
    int merged = (initial + together - 1) / together;
    return new Stage(read, merged, initial, true);
  }
}
