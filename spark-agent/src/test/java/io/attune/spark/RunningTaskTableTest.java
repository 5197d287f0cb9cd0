package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.RunningTask;
import java.util.Map;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.Tuple2;
import scala.Tuple4;
import scala.collection.immutable.List;
import scala.collection.immutable.Nil$;

class RunningTaskTableTest {
  private static final long START = 1_700_000_000_000L;
  private static final Map<String, Long> READ =
      Map.of(
          "internal.metrics.shuffle.read.remoteBytesRead", 70L,
          "internal.metrics.shuffle.read.localBytesRead", 30L,
          "internal.metrics.shuffle.read.recordsRead", 5L,
          "internal.metrics.diskBytesSpilled", 11L,
          "internal.metrics.memoryBytesSpilled", 22L,
          "internal.metrics.jvmGCTime", 7L,
          "rows of an operator", 9L);

  private final RunningTaskTable table = new RunningTaskTable("app-1");

  @Test
  void aTaskIsToldOfOnceItHasRunForLong() {
    table.started(task(1));
    assertThat(table.heartbeat(heartbeat(1), START + 9_999)).isNull();

    LifecycleEvent event = table.heartbeat(heartbeat(1), START + 10_000);
    assertThat(event.getKind()).isEqualTo(LifecycleKind.RUNNING_TASKS);
    assertThat(event.getApplicationId()).isEqualTo("app-1");
    RunningTask task = event.getRunningTasks().getTasks().get(0);
    assertThat(task.getStageId()).isEqualTo(4);
    assertThat(task.getTaskIndex()).isEqualTo(1);
    assertThat(task.getExecutorId()).isEqualTo("2");
    assertThat(task.getMeasuredTime().toEpochMilli()).isEqualTo(START + 10_000);
    assertThat(task.getShuffleBytesRead()).isEqualTo(100);
    assertThat(task.getShuffleRecordsRead()).isEqualTo(5);
    assertThat(task.getDiskBytesSpilled()).isEqualTo(11);
    assertThat(task.getMemoryBytesSpilled()).isEqualTo(22);
    assertThat(task.getJvmGcTimeMs()).isEqualTo(7);
  }

  @Test
  void recordsAreFarBetween() {
    table.started(task(1));
    assertThat(table.heartbeat(heartbeat(1), START + 10_000)).isNotNull();
    assertThat(table.heartbeat(heartbeat(1), START + 11_999)).isNull();
    assertThat(table.heartbeat(heartbeat(), START + 12_000).getRunningTasks().getTasks())
        .as("what came in between is told")
        .hasSize(1);
    assertThat(table.heartbeat(heartbeat(), START + 20_000)).as("nothing new").isNull();
  }

  @Test
  void aTaskThatHasEndedIsLeftOut() {
    TaskInfo task = task(1);
    table.started(task);
    table.heartbeat(heartbeat(1), START + 10_000);
    table.ended(task);
    assertThat(table.heartbeat(heartbeat(1), START + 20_000).getRunningTasks().getTasks())
        .isEmpty();
    assertThat(table.heartbeat(heartbeat(1), START + 30_000)).isNull();
  }

  @Test
  void onlyTheLongestAreToldOf() {
    long[] ids = new long[40];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i;
      table.started(task(i));
    }
    assertThat(table.heartbeat(heartbeat(ids), START + 60_000).getRunningTasks().getTasks())
        .hasSize(RunningTaskTable.LIMIT)
        .extracting(RunningTask::getTaskId)
        .contains(0L, 31L)
        .doesNotContain(32L);
  }

  private static TaskInfo task(long id) {
    return new TaskInfo(
        id,
        (int) id,
        0,
        (int) id,
        START,
        "2",
        "host-2",
        (scala.Enumeration.Value) (Object) TaskLocality.ANY(),
        false);
  }

  private static SparkListenerExecutorMetricsUpdate heartbeat(long... taskIds) {
    List<AccumulableInfo> metrics = empty();
    long id = 0;
    for (Map.Entry<String, Long> metric : READ.entrySet()) {
      metrics =
          metrics.$colon$colon(
              new AccumulableInfo(
                  id++,
                  Option.apply(metric.getKey()),
                  Option.apply(metric.getValue()),
                  Option.empty(),
                  true,
                  false,
                  Option.empty()));
    }
    List<Tuple4<Object, Object, Object, scala.collection.immutable.Seq<AccumulableInfo>>> tasks =
        empty();
    for (long taskId : taskIds) {
      tasks = tasks.$colon$colon(new Tuple4<>(taskId, 4, 0, metrics));
    }
    return new SparkListenerExecutorMetricsUpdate(
        "2",
        tasks,
        new scala.collection.mutable.HashMap<Tuple2<Object, Object>, ExecutorMetrics>());
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> empty() {
    return (List<T>) (Object) Nil$.MODULE$;
  }
}
