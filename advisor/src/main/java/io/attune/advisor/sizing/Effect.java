package io.attune.advisor.sizing;

/** What a change of a setting does to the run, as far as it can be replayed. */
public sealed interface Effect {
  /** The forecast with this change made. */
  RunForecast applyTo(RunForecast forecast);

  /**
   * Whether the replay can tell all that it does to the time. If not, its gain is a rule of thumb.
   */
  boolean isMeasured();

  /**
   * Whether a small gain by the replay speaks against the change. Not where the replay may see too
   * little: on an executor whose tasks compete for its cores, it cannot tell a hot task that would
   * run faster alone from one that would not.
   */
  default boolean isDecisive() {
    return false;
  }

  /**
   * The data of a stage in another number of tasks.
   *
   * @param stageId stage
   * @param stageAttempt attempt
   * @param tasks at least 1
   */
  record Tasks(int stageId, int stageAttempt, int tasks) implements Effect {
    @Override
    public RunForecast applyTo(RunForecast forecast) {
      return forecast.with(forecast.model().withTasks(stageId, stageAttempt, tasks));
    }

    @Override
    public boolean isDecisive() {
      return true;
    }

    @Override
    public boolean isMeasured() {
      return true;
    }
  }

  /**
   * The work of a stage dealt out evenly.
   *
   * @param stageId stage
   * @param stageAttempt attempt
   */
  record EvenTasks(int stageId, int stageAttempt) implements Effect {
    @Override
    public RunForecast applyTo(RunForecast forecast) {
      return forecast.with(forecast.model().withoutSkew(stageId, stageAttempt));
    }

    @Override
    public boolean isMeasured() {
      return true;
    }
  }

  /**
   * Every task of a stage faster or slower, by an estimate.
   *
   * @param stageId stage
   * @param stageAttempt attempt
   * @param factor on the time of its tasks
   */
  record StageTime(int stageId, int stageAttempt, double factor) implements Effect {
    @Override
    public RunForecast applyTo(RunForecast forecast) {
      return forecast.with(forecast.model().withStageTime(stageId, stageAttempt, factor));
    }

    @Override
    public boolean isMeasured() {
      return false;
    }
  }

  /**
   * Another heap for each executor. It changes what the run costs; what it does to the time is not
   * known.
   *
   * @param bytes heap
   */
  record Heap(long bytes) implements Effect {
    @Override
    public RunForecast applyTo(RunForecast forecast) {
      return forecast.withExecutor(forecast.resources().executor().withHeap(bytes));
    }

    @Override
    public boolean isMeasured() {
      return false;
    }
  }

  /**
   * Another overhead for each executor.
   *
   * @param bytes overhead
   */
  record Overhead(long bytes) implements Effect {
    @Override
    public RunForecast applyTo(RunForecast forecast) {
      return forecast.withExecutor(forecast.resources().executor().withOverhead(bytes));
    }

    @Override
    public boolean isMeasured() {
      return false;
    }
  }

  /**
   * Another amount of off-heap memory for each executor.
   *
   * @param bytes off-heap memory
   */
  record OffHeap(long bytes) implements Effect {
    @Override
    public RunForecast applyTo(RunForecast forecast) {
      return forecast.withExecutor(forecast.resources().executor().withOffHeap(bytes));
    }

    @Override
    public boolean isMeasured() {
      return false;
    }
  }
}
