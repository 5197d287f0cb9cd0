package io.attune.benchmarks.agent;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.attune.spark.AgentCounts;
import io.attune.spark.AttuneListener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.scheduler.ReplayListenerBus;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

/**
 * Plays recorded events to a listener through Spark's own listener bus and takes the time of each,
 * on the thread that stands for Spark's listener thread.
 */
final class Player implements AutoCloseable {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** So many events come at once, as tasks of a wave end together; then comes a pause. */
  private static final int BURST = 100;

  private static final long SETTLE_NANOS = 5_000_000_000L;

  private final AgentRunPlan plan;
  private final RecordedEvents recorded;
  private final Thread listenerThread = Thread.currentThread();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "watch");
            thread.setDaemon(true);
            return thread;
          });

  Player(AgentRunPlan plan, RecordedEvents recorded) {
    this.plan = plan;
    this.recorded = recorded;
  }

  /**
   * Plays once.
   *
   * @param repeat 0 for a pass that only warms up: fewer events and no pauses
   */
  Pass play(Contestant contestant, int repeat) throws IOException {
    int events = repeat == 0 ? plan.warmUp() : plan.events();
    boolean paced = contestant.paced() && repeat > 0;
    long pause = paced ? TimeUnit.SECONDS.toNanos(1) * BURST / plan.perSecond() : 0;
    Times all = new Times(events);
    Times taskEnds = new Times(events);
    Times others = new Times(events);

    System.gc();
    long processCpu = SYSTEM.getProcessCpuTime();
    long began = System.nanoTime();
    long lateNanos =
        pause * (events / BURST) + TimeUnit.MILLISECONDS.toNanos(plan.patienceMillis());
    ScheduledFuture<?> late = interruptAfter(lateNanos);
    Contestant.Attached attached = contestant.maker().attach("app-" + began);
    ReplayListenerBus bus = new ReplayListenerBus();
    bus.addListener(attached.listener());
    recorded.beginning().forEach(bus::postToAll);
    double beginMillis = (System.nanoTime() - began) / 1e6;

    long cpu = 0;
    long bytes = 0;
    int played = 0;
    long next = System.nanoTime();
    boolean cutShort = System.nanoTime() - began > lateNanos;
    while (played < events && !cutShort) {
      int until = Math.min(events, played + BURST);
      long bytesBefore = THREADS.getThreadAllocatedBytes(listenerThread.getId());
      long cpuBefore = THREADS.getCurrentThreadCpuTime();
      long last = System.nanoTime();
      while (played < until && !cutShort) {
        RecordedEvents.Kind kind = recorded.kind(played);
        bus.postToAll(recorded.event(played++));
        long now = System.nanoTime();
        all.add(now - last);
        if (kind == RecordedEvents.Kind.TASK_END) {
          taskEnds.add(now - last);
        } else if (kind == RecordedEvents.Kind.OTHER) {
          others.add(now - last);
        }
        cutShort = now - began > lateNanos;
        last = now;
      }
      cpu += THREADS.getCurrentThreadCpuTime() - cpuBefore;
      bytes += THREADS.getThreadAllocatedBytes(listenerThread.getId()) - bytesBefore;
      next += pause;
      LockSupport.parkNanos(paced ? next - System.nanoTime() : 0);
    }
    late.cancel(false);
    Thread.interrupted();

    double endMillis = end(bus, attached);
    Spread ends = taskEnds.spread();
    return new Pass(
        contestant.name(),
        repeat,
        all.spread(),
        ends,
        others.spread(),
        (double) cpu / played,
        (double) bytes / played,
        (double) (SYSTEM.getProcessCpuTime() - processCpu) / played,
        beginMillis,
        endMillis,
        cutShort,
        account(attached, ends.count()));
  }

  private double end(ReplayListenerBus bus, Contestant.Attached attached) {
    ScheduledFuture<?> late =
        interruptAfter(TimeUnit.MILLISECONDS.toNanos(Math.max(10_000, plan.patienceMillis())));
    long began = System.nanoTime();
    bus.postToAll(new SparkListenerApplicationEnd(System.currentTimeMillis()));
    attached.end().run();
    double millis = (System.nanoTime() - began) / 1e6;
    late.cancel(false);
    Thread.interrupted();
    return millis;
  }

  private ScheduledFuture<?> interruptAfter(long nanos) {
    return watch.schedule(listenerThread::interrupt, nanos, TimeUnit.NANOSECONDS);
  }

  /** The agent's counters once nothing moves any more; null for other listeners. */
  private static Account account(Contestant.Attached attached, int taskEnds) {
    if (!(attached.listener() instanceof AttuneListener agent)) {
      return null;
    }
    long deadline = System.nanoTime() + SETTLE_NANOS;
    while (true) {
      Optional<AgentCounts> found = agent.counts();
      AgentCounts counts =
          found.orElseThrow(() -> new IllegalStateException("the agent stayed off"));
      if (counts.isBalanced() || System.nanoTime() > deadline) {
        return new Account(
            taskEnds,
            counts.eventsTaken(),
            counts.numbered(),
            counts.sent(),
            counts.lost(),
            counts.dropped(),
            counts.tasksLost(),
            counts.pending());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
