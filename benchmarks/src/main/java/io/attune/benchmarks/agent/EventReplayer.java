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
 * Replays recorded events to a listener through Spark's own listener bus and measures the time of
 * each, on the calling thread as Spark's listener thread.
 */
final class EventReplayer implements AutoCloseable {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Number of events posted without pause, as when the tasks of a wave end together. */
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

  EventReplayer(AgentRunPlan plan, RecordedEvents recorded) {
    this.plan = plan;
    this.recorded = recorded;
  }

  /**
   * Replays the events once.
   *
   * @param repeat number of the repeat; 0 for the warm-up, with fewer events and no pauses
   */
  ListenerPass play(MeasuredListener contestant, int repeat) throws IOException {
    int events = repeat == 0 ? plan.warmUp() : plan.events();
    boolean paced = contestant.paced() && repeat > 0;
    long pause = paced ? TimeUnit.SECONDS.toNanos(1) * BURST / plan.perSecond() : 0;
    Timing timing = new Timing(events);

    System.gc();
    long processCpu = SYSTEM.getProcessCpuTime();
    long began = System.nanoTime();
    long lateNanos =
        pause * (events / BURST) + TimeUnit.MILLISECONDS.toNanos(plan.patienceMillis());
    ScheduledFuture<?> late = interruptAfter(lateNanos);
    MeasuredListener.Attached attached = contestant.maker().attach("app-" + began);
    ReplayListenerBus bus = new ReplayListenerBus();
    bus.addListener(attached.listener());
    recorded.beginning().forEach(bus::postToAll);
    double beginMillis = (System.nanoTime() - began) / 1e6;

    long next = System.nanoTime();
    timing.cutShort = System.nanoTime() - began > lateNanos;
    while (timing.played < events && !timing.cutShort) {
      postBurst(bus, timing, Math.min(events, timing.played + BURST), began + lateNanos);
      next += pause;
      LockSupport.parkNanos(paced ? next - System.nanoTime() : 0);
    }
    late.cancel(false);
    Thread.interrupted();

    double endMillis = end(bus, attached);
    TimeDistribution taskEnds = timing.taskEnds.spread();
    return new ListenerPass(
        contestant.name(),
        repeat,
        timing.all.spread(),
        taskEnds,
        timing.others.spread(),
        (double) timing.cpu / timing.played,
        (double) timing.bytes / timing.played,
        (double) (SYSTEM.getProcessCpuTime() - processCpu) / timing.played,
        beginMillis,
        endMillis,
        timing.cutShort,
        account(attached, taskEnds.count()));
  }

  /** Measurements of a pass. */
  private static final class Timing {
    private final TimeRecorder all;
    private final TimeRecorder taskEnds;
    private final TimeRecorder others;
    private long cpu;
    private long bytes;
    private int played;
    private boolean cutShort;

    private Timing(int events) {
      this.all = new TimeRecorder(events);
      this.taskEnds = new TimeRecorder(events);
      this.others = new TimeRecorder(events);
    }
  }

  /** Posts events without pause, up to an index or until a time. */
  private void postBurst(ReplayListenerBus bus, Timing timing, int until, long lateAt) {
    long bytesBefore = THREADS.getThreadAllocatedBytes(listenerThread.getId());
    long cpuBefore = THREADS.getCurrentThreadCpuTime();
    long last = System.nanoTime();
    while (timing.played < until && !timing.cutShort) {
      RecordedEvents.Kind kind = recorded.kind(timing.played);
      bus.postToAll(recorded.event(timing.played++));
      long now = System.nanoTime();
      timing.all.add(now - last);
      if (kind == RecordedEvents.Kind.TASK_END) {
        timing.taskEnds.add(now - last);
      } else if (kind == RecordedEvents.Kind.OTHER) {
        timing.others.add(now - last);
      }
      timing.cutShort = now - lateAt > 0;
      last = now;
    }
    timing.cpu += THREADS.getCurrentThreadCpuTime() - cpuBefore;
    timing.bytes += THREADS.getThreadAllocatedBytes(listenerThread.getId()) - bytesBefore;
  }

  private double end(ReplayListenerBus bus, MeasuredListener.Attached attached) {
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

  /** The agent's counters after it has finished; null for other listeners. */
  private static DeliveryCounts account(MeasuredListener.Attached attached, int taskEnds) {
    if (!(attached.listener() instanceof AttuneListener agent)) {
      return null;
    }
    long deadline = System.nanoTime() + SETTLE_NANOS;
    while (true) {
      Optional<AgentCounts> found = agent.counts();
      AgentCounts counts = found.orElseThrow(() -> new IllegalStateException("the agent is off"));
      if (counts.isBalanced() || System.nanoTime() > deadline) {
        return new DeliveryCounts(
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
