package io.attune.advisor.testing;

import io.attune.schemas.TaskEndReason;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Runs of a fleet that nobody designed: plausible ones, healthy and sick in every mixture. The same
 * seed tells the same story.
 */
public final class RandomRuns {
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final String[] HEAPS = {"512m", "1g", "1536m", "2g", "4g", "8g", "20g", "62g"};
  private static final int[] PARTITIONS = {1, 2, 3, 8, 24, 50, 200};

  private final SplittableRandom random;

  private RandomRuns(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** A story, ended or still going on. */
  public static RunBuilder of(long seed) {
    return new RandomRuns(seed).tell();
  }

  private RunBuilder tell() {
    RunBuilder run = RunBuilder.application("random");
    run.sparkVersion(oneOf("3.5.9", "4.2.0", "3.1.3", "4.0.1"));
    int executors = 1 + random.nextInt(6);
    int cores = 1 + random.nextInt(8);
    String heap = HEAPS[random.nextInt(HEAPS.length)];
    int partitions = PARTITIONS[random.nextInt(PARTITIONS.length)];
    settings(run, executors, partitions);
    boolean local = chance(0.1);
    if (local) {
      run.local(cores, heap);
    } else {
      run.executors(executors, cores, heap);
      heaps(run, executors, heapBytes(heap));
    }
    if (chance(0.03)) {
      tiny(run);
    }
    int jobs = 1 + random.nextInt(4);
    for (int job = 0; job < jobs; job++) {
      if (chance(0.3)) {
        run.driverWorks(Duration.ofMillis(random.nextInt(90_000)));
      }
      if (!local && executors > 1 && chance(0.15)) {
        lose(run, 1 + random.nextInt(executors), cores);
      }
      job(run, job, partitions, cores);
    }
    if (chance(0.1)) {
      run.agentReport(random.nextInt(50), false);
    }
    return chance(0.8) ? run.ended() : run;
  }

  private void settings(RunBuilder run, int executors, int partitions) {
    run.property("spark.sql.shuffle.partitions", Integer.toString(partitions));
    maybe(run, 0.5, "spark.sql.adaptive.enabled", oneOf("true", "false"));
    maybe(run, 0.2, "spark.default.parallelism", Integer.toString(1 + random.nextInt(64)));
    maybe(run, 0.2, "spark.executor.memoryOverhead", oneOf("384m", "1g", "200", "5000m"));
    maybe(run, 0.2, "spark.sql.adaptive.advisoryPartitionSizeInBytes", oneOf("1m", "64MB", "1g"));
    maybe(run, 0.2, "spark.sql.files.maxPartitionBytes", oneOf("1m", "134217728", "2g"));
    maybe(run, 0.1, "spark.sql.autoBroadcastJoinThreshold", oneOf("-1", "10MB", "1g"));
    maybe(run, 0.1, "spark.task.cpus", "2");
    maybe(run, 0.3, "spark.attune.node.type", oneOf("c5.xlarge", "r5.xlarge", "n2-highcpu-8"));
    maybe(run, 0.1, "spark.shuffle.io.maxRetries", oneOf("1", "3", "12"));
    maybe(run, 0.1, "spark.driver.maxResultSize", oneOf("1g", "64m"));
    if (chance(0.2)) {
      run.property("spark.memory.offHeap.enabled", "true")
          .property("spark.memory.offHeap.size", "1g");
    }
    if (chance(0.3)) {
      run.property("spark.dynamicAllocation.enabled", "true");
      maybe(run, 0.5, "spark.dynamicAllocation.minExecutors", oneOf("0", "1", "2"));
      maybe(run, 0.5, "spark.dynamicAllocation.initialExecutors", oneOf("1", "2", "6"));
      maybe(
          run,
          0.5,
          "spark.dynamicAllocation.maxExecutors",
          Integer.toString(6 + random.nextInt(9)));
      maybe(run, 0.3, "spark.dynamicAllocation.executorIdleTimeout", oneOf("5s", "60", "30min"));
    } else {
      maybe(run, 0.7, "spark.executor.instances", Integer.toString(executors));
    }
    if (chance(0.15)) {
      databricks(run, executors);
    }
  }

  private void databricks(RunBuilder run, int executors) {
    String tags = "spark.databricks.clusterUsageTags.";
    run.property(tags + "clusterId", "0101-120000-abcdefgh")
        .property(tags + "cloudProvider", oneOf("AWS", "Azure", "GCP"))
        .property(tags + "clusterNodeType", oneOf("r5.xlarge", "Standard_DS3_v2", "n2-highmem-4"))
        .property(tags + "driverNodeType", oneOf("m5.large", "Standard_DS3_v2", "n2-standard-4"))
        .property(tags + "clusterWorkers", Integer.toString(executors))
        .property(tags + "clusterTargetWorkers", Integer.toString(executors));
    if (chance(0.5)) {
      run.property(tags + "clusterScalingType", "autoscaling")
          .property(tags + "clusterMinWorkers", "1")
          .property(tags + "clusterMaxWorkers", Integer.toString(executors + 4));
    } else {
      run.property(tags + "clusterScalingType", "fixed_size");
    }
  }

  private void heaps(RunBuilder run, int executors, long heap) {
    if (chance(0.8)) {
      double full = chance(0.3) ? 0.97 : random.nextDouble();
      for (int executor = 1; executor <= executors; executor++) {
        long used = (long) (heap * Math.min(1, full * (0.8 + 0.4 * random.nextDouble())));
        long rss = used + random.nextLong(600 * MIB);
        run.peaks(
            Integer.toString(executor),
            peaks -> peaks.setJvmHeapMemoryBytes(used).setProcessTreeJvmRssMemoryBytes(rss));
      }
      long driver = random.nextLong(1024 * MIB);
      run.heapPeak("driver", driver);
    }
  }

  private void lose(RunBuilder run, int executor, int cores) {
    String id = Integer.toString(executor);
    run.executorRemoved(
        id,
        oneOf(
            "Command exited with code 137",
            "Command exited with code 52",
            "Executor heartbeat timed out after 121 s",
            "Container marked as failed: preempted",
            "Executor killed by driver."));
    run.executor(id + "0" + random.nextInt(1_000_000), "host-" + random.nextInt(3), cores);
  }

  /** So many tasks, and each so short, that starting them is the work. */
  private void tiny(RunBuilder run) {
    long duration = 2 + random.nextInt(40);
    run.stage("tiny at Story.java:0", 6_000, s -> s.tasks((t, i) -> t.durationMs(duration)));
  }

  private void job(RunBuilder run, int job, int partitions, int cores) {
    boolean sql = chance(0.6);
    int inputs = chance(0.2) ? 400 : 1 + random.nextInt(60);
    long input = size();
    boolean manyFiles = chance(0.3);
    double slow = chance(0.3) ? 20 : 1;
    long shuffle = size();
    double skew = chance(0.3) ? 4 + random.nextInt(60) : 1;
    boolean spills = chance(0.3);
    double gc = chance(0.3) ? 0.4 * random.nextDouble() : 0.02;
    boolean fails = chance(0.2);
    boolean fetchFails = chance(0.1);
    double speed = 0.2 + 4 * random.nextDouble();
    run.job(
        what -> {
          what.stage(
              "scan at Story.java:" + job,
              inputs,
              stage -> {
                if (sql) {
                  stage
                      .sql(job)
                      .scan("Scan parquet", manyFiles ? 1 + random.nextInt(9_000) : inputs, input);
                } else {
                  stage.rdd(10 * job, "lines", "textFile", "NONE");
                }
                stage.tasks(
                    (task, index) -> {
                      long bytes = input / inputs;
                      long time = 20 + (long) (slow * bytes / (100_000 * speed));
                      task.durationMs(time)
                          .gcTimeMs((long) (gc * time))
                          .input(bytes, bytes / 100)
                          .shuffleWrite(shuffle / inputs, 1 + shuffle / inputs / 100);
                      if (fails && index % 7 == 0) {
                        task.throwsOnce(
                            oneOf("java.lang.OutOfMemoryError", "com.example.Malformed"),
                            "Java heap space");
                      }
                    });
              });
          what.stage(
              "reduce at Story.java:" + job,
              partitions,
              stage -> {
                if (sql) {
                  stage.sql(job);
                }
                stage.tasks(
                    (task, index) -> {
                      double share = index == 0 ? skew : 1;
                      long bytes = (long) (shuffle * share / (partitions - 1 + skew));
                      long time = 10 + (long) (slow * bytes / (60_000 * speed));
                      task.durationMs(time)
                          .gcTimeMs((long) (gc * time))
                          .shuffleRead(bytes, 1 + bytes / 100)
                          .peakMemory(2 * bytes)
                          .resultSize(random.nextInt(4_000_000));
                      if (spills) {
                        task.spill(3 * bytes, bytes);
                      }
                      if (fetchFails && index == 0) {
                        task.failsOnce(TaskEndReason.FETCH_FAILED, null, "Connection reset");
                      }
                    });
              });
        });
  }

  /** From a few KiB to 8 GiB, every order of magnitude as likely. */
  private long size() {
    return (long) (4 * KIB * Math.pow(2, 21 * random.nextDouble()));
  }

  private static long heapBytes(String heap) {
    long number = Long.parseLong(heap.substring(0, heap.length() - 1));
    return heap.endsWith("g") ? number << 30 : number << 20;
  }

  private void maybe(RunBuilder run, double share, String property, String value) {
    if (chance(share)) {
      run.property(property, value);
    }
  }

  private String oneOf(String... values) {
    return values[random.nextInt(values.length)];
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }
}
