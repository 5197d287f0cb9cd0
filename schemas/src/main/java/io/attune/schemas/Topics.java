package io.attune.schemas;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.NullMarked;

/**
 * The topic catalogue: every topic that Attune reads or writes, by its full name.
 *
 * <p>The three input topics are keyed by application id and have the same number of partitions, so
 * that one stream task holds everything about one application.
 */
@NullMarked
public final class Topics {
  /** Prefix of every topic unless another one is configured. */
  public static final String DEFAULT_PREFIX = "attune.";

  private final String prefix;

  /**
   * Names the topics under a prefix.
   *
   * @param prefix put before every name as it is, such as {@code "attune."}; may be empty
   */
  public Topics(String prefix) {
    this.prefix = Objects.requireNonNull(prefix, "prefix is null");
  }

  /** Finished task attempts ({@link TaskMetrics}), keyed by application id. */
  public Topic taskMetrics() {
    return new Topic(prefix + "task-metrics", Cleanup.DELETE, Use.INPUT);
  }

  /** Memory and GC peaks ({@link ExecutorMetrics}), keyed by application id. */
  public Topic executorMetrics() {
    return new Topic(prefix + "executor-metrics", Cleanup.DELETE, Use.INPUT);
  }

  /** Everything else about an application ({@link LifecycleEvent}), keyed by application id. */
  public Topic lifecycle() {
    return new Topic(prefix + "lifecycle", Cleanup.DELETE, Use.INPUT);
  }

  /** {@link StageStatistics}, keyed by application/stage/attempt. */
  public Topic stageStatistics() {
    return new Topic(prefix + "stage-statistics", Cleanup.COMPACT_AND_DELETE, Use.OUTPUT);
  }

  /** {@link Recommendation}, keyed by workload/property; a tombstone withdraws. */
  public Topic recommendations() {
    return new Topic(prefix + "recommendations", Cleanup.COMPACT, Use.OUTPUT);
  }

  /** {@link Outcome}, keyed by workload/property/run. */
  public Topic outcomes() {
    return new Topic(prefix + "outcomes", Cleanup.DELETE, Use.OUTPUT);
  }

  /** {@link Forecast}, keyed by workload: time and cost of the newest run at other sizes. */
  public Topic forecasts() {
    return new Topic(prefix + "forecasts", Cleanup.COMPACT, Use.OUTPUT);
  }

  /**
   * {@link Decision}s of people, keyed by workload/property or workload/rule; a tombstone undoes.
   */
  public Topic decisions() {
    return new Topic(prefix + "decisions", Cleanup.COMPACT, Use.INPUT);
  }

  /** {@link LogPosition}s, keyed by log: how far {@code attune follow} has read. */
  public Topic logPositions() {
    return new Topic(prefix + "log-positions", Cleanup.COMPACT, Use.BESIDE);
  }

  /** Records that could not be read, as they were received. */
  public Topic deadLetters() {
    return new Topic(prefix + "dead-letters", Cleanup.DELETE, Use.OUTPUT);
  }

  /** The three topics that carry what Spark did, with the same partitions. */
  public List<Topic> inputs() {
    return List.of(taskMetrics(), executorMetrics(), lifecycle());
  }

  /** Every topic, inputs first. */
  public List<Topic> all() {
    return List.of(
        taskMetrics(),
        executorMetrics(),
        lifecycle(),
        stageStatistics(),
        recommendations(),
        outcomes(),
        forecasts(),
        decisions(),
        deadLetters(),
        logPositions());
  }

  /** How old records leave a topic. */
  public enum Cleanup {
    /** By age. */
    DELETE("delete"),
    /** All but the newest of each key. */
    COMPACT("compact"),
    /** All but the newest of each key, and those by age too. */
    COMPACT_AND_DELETE("compact,delete");

    private final String policy;

    Cleanup(String policy) {
      this.policy = policy;
    }

    /** The value for the topic configuration {@code cleanup.policy}. */
    public String policy() {
      return policy;
    }
  }

  /** Which side of the topology a topic is on. */
  public enum Use {
    /** Written by producers, read by the topology. */
    INPUT,
    /** Written by the topology. */
    OUTPUT,
    /** Neither. */
    BESIDE
  }

  /** One topic. */
  public static final class Topic {
    private final String name;
    private final Cleanup cleanup;
    private final Use role;

    private Topic(String name, Cleanup cleanup, Use role) {
      this.name = name;
      this.cleanup = cleanup;
      this.role = role;
    }

    /** Full name, prefix included. */
    public String name() {
      return name;
    }

    /** How old records leave it. */
    public Cleanup cleanup() {
      return cleanup;
    }

    /** Which side of the topology it is on. */
    public Use role() {
      return role;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
