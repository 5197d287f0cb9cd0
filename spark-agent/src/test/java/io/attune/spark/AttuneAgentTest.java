package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskMetrics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerUnpersistRDD;
import org.apache.spark.storage.BlockUpdatedInfo;
import org.junit.jupiter.api.Test;

class AttuneAgentTest {
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final ErrorLog errors = new ErrorLog(log::add);
  private final FakeOutput output = new FakeOutput();

  @Test
  void sendsTaskEndsShortAndRareEventsThroughTheirJson() {
    AttuneAgent agent = agent(Map.of());

    agent.accept(TestEvents.taskEnd(1));
    agent.accept(TestEvents.failedTaskEnd(2));
    agent.accept(new SparkListenerUnpersistRDD(7));
    agent.accept(new SparkListenerApplicationEnd(1_700_000_000_000L));

    assertThat(output.records())
        .filteredOn(TaskMetrics.class::isInstance)
        .extracting(record -> ((TaskMetrics) record).getEndReason())
        .containsExactly(TaskEndReason.SUCCESS, TaskEndReason.TASK_RESULT_LOST);
    assertThat(output.records())
        .filteredOn(LifecycleEvent.class::isInstance)
        .extracting(record -> ((LifecycleEvent) record).getKind())
        .containsExactly(
            LifecycleKind.RDD_UNPERSISTED,
            LifecycleKind.APPLICATION_ENDED,
            LifecycleKind.AGENT_REPORT);
    assertThat(log).isEmpty();
  }

  @Test
  void throwsNothingIntoSparkWhateverComes() {
    AttuneAgent agent = agent(Map.of());
    SparkListenerEvent strange =
        new SparkListenerEvent() {
          @Override
          public boolean logEvent() {
            throw new IllegalStateException("strange");
          }
        };

    agent.accept(new SparkListenerTaskEnd(0, 0, null, null, null, null, null));
    agent.accept(strange);
    agent.accept(null);
    agent.accept(TestEvents.taskEnd(1));
    agent.accept(new SparkListenerApplicationEnd(1));

    assertThat(output.records()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(log).isNotEmpty();
  }

  @Test
  void staysOffWithoutAnApplicationId() {
    AttuneAgent agent =
        new AttuneAgent(
            config(Map.of()),
            Map.of(),
            "3.5.9",
            () -> {
              throw new java.util.NoSuchElementException("spark.app.id");
            },
            id -> output,
            errors,
            Clock.systemUTC());

    agent.accept(TestEvents.taskEnd(1));
    agent.accept(TestEvents.taskEnd(2));

    assertThat(agent.tally().eventsSeen()).isZero();
    assertThat(log).hasSize(1);
  }

  @Test
  void doesNothingWhenItIsNotWantedOrCannotWork() {
    for (Map<String, String> settings :
        List.of(Map.of(AgentConfig.ENABLED, "false"), Map.of(AgentConfig.BOOTSTRAP, " "))) {
      AttuneAgent agent = agent(settings);
      agent.accept(TestEvents.taskEnd(1));
      agent.accept(new SparkListenerApplicationEnd(1));
      assertThat(agent.tally().eventsSeen()).isZero();
    }
    assertThat(output.records()).isEmpty();
  }

  @Test
  void givesUpAtTheEndWhenKafkaIsAway() throws InterruptedException {
    output.is(FakeOutput.Mode.AWAY);
    AttuneAgent agent =
        agent(Map.of(AgentConfig.SHUTDOWN_TIMEOUT, "0ms", AgentConfig.QUEUE_CAPACITY, "16"));
    for (int i = 0; i < 40; i++) {
      agent.accept(TestEvents.taskEnd(i));
    }
    agent.accept(new SparkListenerApplicationEnd(1));

    assertThat(output.closed.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.tally().eventsSeen()).isEqualTo(41);
    assertThat(agent.tally().recordsSent()).isZero();
    assertThat(agent.queue().dropped()).isPositive();
  }

  @Test
  void doesNotWaitForAnAddressWhereNobodyListens() throws InterruptedException {
    output.is(FakeOutput.Mode.CLOSED);
    AttuneAgent agent = agent(Map.of(AgentConfig.SHUTDOWN_TIMEOUT, "24h"));
    agent.accept(TestEvents.taskEnd(1));
    agent.accept(new SparkListenerUnpersistRDD(7));
    Thread spark = new Thread(() -> agent.accept(new SparkListenerApplicationEnd(1)), "spark");
    spark.setDaemon(true);
    spark.start();
    spark.join(TimeUnit.SECONDS.toMillis(60));

    assertThat(spark.isAlive()).as("the application still waits for its end").isFalse();
    AgentCounts counts = agent.counts();
    assertThat(counts.isBalanced()).isTrue();
    assertThat(counts.eventsTaken()).isEqualTo(3);
    assertThat(counts.lost()).isEqualTo(3);
    assertThat(counts.tasksLost()).isEqualTo(1);
    assertThat(counts.sent() + counts.dropped()).isZero();
  }

  @Test
  void leavesBlockUpdatesAndPeaksToTheSender() {
    output.is(FakeOutput.Mode.CLOSED);
    AtomicInteger asked = new AtomicInteger();
    AttuneAgent agent = agent(Map.of());
    agent.accept(
        new SparkListenerBlockUpdated(null) {
          @Override
          public BlockUpdatedInfo blockUpdatedInfo() {
            asked.incrementAndGet();
            return TestEvents.block(3, 5);
          }
        });

    assertThat(asked).as("only whether it is a block of an RDD").hasValue(1);
    assertThat(agent.queue().size()).isEqualTo(1);
  }

  @Test
  void isAttachedOnceToAnApplication() {
    SparkConf conf = new SparkConf(false).set("spark.attune.enabled", "true");
    AttuneListener first = new AttuneListener(conf);
    AttuneListener second = new AttuneListener(conf);

    first.onEvent(TestEvents.taskEnd(1));
    second.onEvent(TestEvents.taskEnd(1));
  }

  private AttuneAgent agent(Map<String, String> more) {
    return new AttuneAgent(
        config(more), Map.of(), "3.5.9", () -> "app-1", id -> output, errors, Clock.systemUTC());
  }

  private static AgentConfig config(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put(AgentConfig.BOOTSTRAP, "kafka:9092");
    settings.put(AgentConfig.REGISTRY_URL, "mock://agent-test");
    settings.put(AgentConfig.SHUTDOWN_TIMEOUT, "60s");
    settings.putAll(more);
    return AgentConfig.of(settings);
  }
}
