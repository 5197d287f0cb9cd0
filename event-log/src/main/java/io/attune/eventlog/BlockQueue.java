package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import io.attune.events.EventParser;
import io.attune.events.Redaction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Parses blocks on several threads and returns them in the order in which they were put. One thread
 * puts and takes the blocks; it parses, too, whenever it would have to wait, and does all the
 * parsing if there is one processor or one block.
 *
 * <p>Bounded in blocks and bytes.
 */
final class BlockQueue implements AutoCloseable {

  /** Maximum number of helper threads: the one that reads and applies cannot keep more busy. */
  static final int MAX_HELPERS = 3;

  private static final int BLOCKS_A_THREAD = 3;
  private static final long MAX_BYTES = 32L << 20;
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final int helpers;
  private final Consumer<Block> exit;
  private final Deque<BlockWork> works = new ArrayDeque<>();
  private final ThreadLocal<EventParser> parsers = ThreadLocal.withInitial(EventParser::new);
  private @Nullable ExecutorService pool;
  private long bytes;

  /**
   * Creates a queue.
   *
   * @param helpers number of threads besides the caller's, at least 0
   * @param exit receives the parsed blocks, on the caller's thread
   */
  BlockQueue(int helpers, Consumer<Block> exit) {
    this.helpers = helpers;
    this.exit = requireNonNull(exit, "exit is null");
  }

  /** A block, parsed by the first thread that claims it. */
  private final class BlockWork implements Runnable {
    private final Block block;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final FutureTask<Void> parsed;

    BlockWork(Block block, Redaction redaction) {
      this.block = block;
      this.parsed = new FutureTask<>(() -> block.parse(parsers.get(), redaction), null);
    }

    @Override
    public void run() {
      tryRun();
    }

    boolean tryRun() {
      boolean mine = claimed.compareAndSet(false, true);
      if (mine) {
        parsed.run();
      }
      return mine;
    }
  }

  /** The calling thread's parser. */
  EventParser parser() {
    return parsers.get();
  }

  /**
   * Puts a block, after making room for it.
   *
   * @param redaction redaction to parse it with
   */
  void put(Block block, Redaction redaction) {
    int size = block.bytes().length;
    while (!works.isEmpty()
        && (works.size() >= BLOCKS_A_THREAD * (helpers + 1) || bytes + size > MAX_BYTES)) {
      takeOne();
    }
    BlockWork work = new BlockWork(block, redaction);
    works.add(work);
    bytes += size;
    if (helpers > 0 && works.size() > 1) {
      if (pool == null) {
        pool = Executors.newFixedThreadPool(helpers, BlockQueue::thread);
        pool.execute(works.getFirst());
      }
      pool.execute(work);
    }
  }

  /** Passes on all remaining blocks. */
  void drain() {
    while (!works.isEmpty()) {
      takeOne();
    }
  }

  private void takeOne() {
    BlockWork first = works.remove();
    bytes -= first.block.bytes().length;
    if (!first.tryRun()) {
      parseOthersUntil(first.parsed);
    }
    await(first.parsed);
    exit.accept(first.block);
  }

  private void parseOthersUntil(FutureTask<Void> parsed) {
    for (BlockWork other : works) {
      if (parsed.isDone()) {
        return;
      }
      other.tryRun();
    }
  }

  private static void await(FutureTask<Void> parsed) {
    try {
      parsed.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EventLogException("Reading the event log was interrupted.", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("a parser threw a checked exception", e.getCause());
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "attune-log-parser-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Stops the helper threads; remaining blocks are not parsed. */
  @Override
  public void close() {
    works.clear();
    if (pool != null) {
      pool.shutdownNow();
    }
  }
}
