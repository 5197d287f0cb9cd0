package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Something goes wrong in the middle of a load, with real processes, and what is published in the
 * end is what an undisturbed run publishes: statistics to the task, the same {@code etag}s, the
 * same outcomes, and no dead thread.
 *
 * <p>By default the short form, of the faults that have most in common with others. The profile
 * {@code faults} ({@code -Dattune.faults=all}, or the names of some) tries each under both
 * guarantees. {@code -Dattune.faults.seed} gives another load.
 */
class FaultsIT {
  private static final long SEED = Long.getLong("attune.faults.seed", 20);
  private static final String WANTED = System.getProperty("attune.faults", "");
  private static final boolean ALL = !WANTED.isEmpty();
  private static final UpgradeLoad LOAD = new UpgradeLoad(10, SEED, 0.3);
  private static final Duration IN_ALL = Duration.ofSeconds(ALL ? 14 : 8);
  private static final Path FIGURES = Path.of("target", "faults.txt");

  @TempDir private static Path scratch;

  private static FaultStage stage;
  private static Published undisturbed;
  private static int number;

  static Stream<Arguments> faults() {
    List<Arguments> faults = new ArrayList<>();
    if (ALL) {
      for (Fault fault : wanted()) {
        faults.add(Arguments.of(fault, "at_least_once"));
        faults.add(Arguments.of(fault, "exactly_once_v2"));
      }
    } else {
      faults.add(Arguments.of(Fault.INSTANCE_KILLED, "exactly_once_v2"));
      faults.add(Arguments.of(Fault.BROKER_KILLED, "at_least_once"));
      faults.add(Arguments.of(Fault.POISON, "at_least_once"));
    }
    return faults.stream();
  }

  private static List<Fault> wanted() {
    return WANTED.equals("all")
        ? List.of(Fault.values())
        : Stream.of(WANTED.split(",")).map(Fault::valueOf).toList();
  }

  @BeforeAll
  static void runUndisturbed() throws Exception {
    Files.createDirectories(FIGURES.getParent());
    Files.deleteIfExists(FIGURES);
    stage = new FaultStage(scratch.resolve("stage"), ALL);
    undisturbed = run(Fault.NONE, "at_least_once");
    assertThat(undisturbed.tasks()).containsAllEntriesOf(LOAD.tasks());
    assertThat(undisturbed.etags()).isNotEmpty();
    assertThat(undisturbed.outcomes()).isNotEmpty();
    assertThat(undisturbed.deadLetters()).isZero();
  }

  @AfterAll
  static void end() {
    if (stage != null) {
      stage.close();
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void publishesWhatAnUndisturbedRunPublishes(Fault fault, String guarantee) throws Exception {
    Published published = run(fault, guarantee);
    assertThat(published.tasks()).containsAllEntriesOf(LOAD.tasks());
    assertThat(published.statistics()).isEqualTo(undisturbed.statistics());
    assertThat(published.etags()).isEqualTo(undisturbed.etags());
    assertThat(published.outcomes()).isEqualTo(undisturbed.outcomes());
    assertThat(published.deadLetters()).isEqualTo(fault.deadLetters());
  }

  private static Published run(Fault fault, String guarantee) throws Exception {
    String name = "run" + ++number;
    long begin = System.nanoTime();
    Map<String, String> settings = new TreeMap<>(fault.settings());
    settings.put("processing.guarantee", guarantee);
    try (FaultPipeline pipeline = new FaultPipeline(stage, scratch.resolve(name), name, settings)) {
      fault.beforeStart(pipeline);
      for (int i = 0; i < fault.instances(); i++) {
        pipeline.start(i);
      }
      double seconds = load(pipeline, fault);
      pipeline.awaitIdle();
      double failures = pipeline.figure("attune_thread_failures_total");
      Published published = pipeline.published();
      print(fault, guarantee, seconds, failures, published, begin);
      if (!fault.threadsMayFail()) {
        assertThat(failures).as("threads that failed\n" + pipeline.output()).isZero();
      }
      return published;
    }
  }

  /** Sends the first runs, then the second ones with the fault in the middle of them. */
  private static double load(FaultPipeline pipeline, Fault fault) throws Exception {
    fault.prepare(pipeline);
    EventSender.send(pipeline.config(), LOAD.firstRuns());
    if (fault.strikesAfterTheFirstRuns()) {
      double seconds = strike(pipeline, fault);
      pipeline.awaitIdle();
      EventSender.send(pipeline.config(), LOAD.secondRuns());
      return seconds;
    }
    pipeline.awaitIdle();
    List<SpecificRecord> second = LOAD.secondRuns();
    AtomicInteger sent = new AtomicInteger();
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(() -> EventSender.send(pipeline.config(), second, IN_ALL, sent));
    pipeline.await("half of the load", () -> load.isDone() || sent.get() > second.size() / 2);
    double seconds = strike(pipeline, fault);
    load.join();
    return seconds;
  }

  private static double strike(FaultPipeline pipeline, Fault fault) throws Exception {
    fault.strike(pipeline);
    return pipeline.secondsUntilWorkedOff();
  }

  /** One line of figures, on the terminal and in a file. */
  private static void print(
      Fault fault,
      String guarantee,
      double seconds,
      double failures,
      Published published,
      long begin)
      throws IOException {
    String line =
        String.format(
            Locale.ROOT,
            "%s, %s: %.1f s to recover, %.0f threads failed, %d stages, %d recommendations, %d"
                + " dead letters, %.0f s in all%n",
            fault,
            guarantee,
            seconds,
            failures,
            published.statistics().size(),
            published.etags().size(),
            published.deadLetters(),
            (System.nanoTime() - begin) / 1e9);
    System.out.print(line);
    Files.writeString(FIGURES, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
