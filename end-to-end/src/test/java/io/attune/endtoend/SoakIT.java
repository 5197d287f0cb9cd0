package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A mixed fleet for a long time, at half of what goes through here, with a fault every few minutes:
 * every task is counted, nothing is put aside that was not poison, and memory, file handles,
 * threads and disk of the instance are in the end what they were in the middle.
 *
 * <p>Profile {@code soak}; {@code -Dattune.soak.minutes} and {@code -Dattune.soak.rate} (task
 * events a second; 0 measures the maximum first). Figures go to {@code target/soak-*.csv}, curves
 * to {@code target/soak-*.svg}.
 */
@Tag("soak")
class SoakIT {
  private static final int MINUTES = Integer.getInteger("attune.soak.minutes", 60);
  private static final int RATE = Integer.getInteger("attune.soak.rate", 0);
  private static final Duration MAXIMUM_FOR = Duration.ofSeconds(40);
  private static final Duration EVERY = Duration.ofSeconds(5);

  /** Below it a run says nothing about growth: the compiler and RocksDB are still warming up. */
  private static final int MINUTES_FOR_CURVES = 10;

  private static final Path FIGURES = Path.of("target", "soak.txt");

  private static final List<Fault> FAULTS =
      List.of(
          Fault.INSTANCE_KILLED,
          Fault.BROKER_KILLED,
          Fault.POISON,
          Fault.REGISTRY_KILLED,
          Fault.INSTANCE_AND_STATE_LOST,
          Fault.BROKER_FROZEN,
          Fault.STATE_CORRUPTED,
          Fault.BROKER_SLOW);

  @TempDir private static Path scratch;

  private static FaultStage stage;

  @BeforeAll
  static void begin() throws Exception {
    Files.deleteIfExists(FIGURES);
    stage = new FaultStage(scratch.resolve("stage"), false);
  }

  @AfterAll
  static void end() {
    if (stage != null) {
      stage.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once_v2"})
  void staysAsItIs(String guarantee) throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "there is no /proc here");
    Map<String, String> settings = new TreeMap<>();
    settings.put("processing.guarantee", guarantee);
    settings.put("topics.input.retention", "10m");
    settings.put("state.ended.retention", "5m");
    int rate = RATE > 0 ? RATE : halfOfMaximum(settings);
    String name = "soak-" + guarantee.replace('_', '-');
    SoakCurves curves = new SoakCurves(Path.of("target"), name);
    try (FaultPipeline pipeline = new FaultPipeline(stage, scratch.resolve(name), name, settings)) {
      pipeline.start(0);
      try (SoakLoad load = new SoakLoad(pipeline.config(), rate)) {
        int poison = run(pipeline, load, curves);
        load.stop();
        pipeline.awaitIdle();
        Map<String, Integer> wrong = load.difference();
        int deadLetters = (int) load.deadLetters();
        print(guarantee, rate, load, curves, deadLetters, wrong);
        assertThat(wrong).as("stages whose tasks are not those that were sent").isEmpty();
        assertThat(deadLetters).isEqualTo(poison);
        if (MINUTES >= MINUTES_FOR_CURVES) {
          curves.assertFlat();
        }
      }
    } finally {
      curves.write();
    }
  }

  /** Strikes on a schedule and measures in between; returns the dead letters to expect. */
  private static int run(FaultPipeline pipeline, SoakLoad load, SoakCurves curves)
      throws Exception {
    load.start();
    long begin = System.nanoTime();
    long end = begin + TimeUnit.MINUTES.toNanos(MINUTES);
    long between = (end - begin) / (FAULTS.size() + 1);
    int next = 0;
    int poison = 0;
    for (long now = begin; now < end; now = System.nanoTime()) {
      if (next < FAULTS.size() && now - begin > (next + 1) * between) {
        Fault fault = FAULTS.get(next++);
        curves.mark((now - begin) / 1e9, fault.name());
        fault.strike(pipeline);
        poison += fault.deadLetters();
      }
      curves.add((now - begin) / 1e9, pipeline, load);
      load.throwIfFailed();
      TimeUnit.NANOSECONDS.sleep(EVERY.toNanos());
    }
    return poison;
  }

  private static int halfOfMaximum(Map<String, String> settings) throws Exception {
    String name = "maximum-" + settings.get("processing.guarantee").replace('_', '-');
    try (FaultPipeline pipeline = new FaultPipeline(stage, scratch.resolve(name), name, settings)) {
      pipeline.start(0);
      try (SoakLoad load = new SoakLoad(pipeline.config(), Integer.MAX_VALUE)) {
        load.start();
        TimeUnit.SECONDS.sleep(MAXIMUM_FOR.toSeconds() / 2);
        double before = pipeline.figure("attune_events_total");
        long begin = System.nanoTime();
        TimeUnit.SECONDS.sleep(MAXIMUM_FOR.toSeconds() / 2);
        double after = pipeline.figure("attune_events_total");
        double perSecond = (after - before) / ((System.nanoTime() - begin) / 1e9);
        System.out.printf(Locale.ROOT, "maximum here: %,.0f events a second%n", perSecond);
        return Math.max(1_000, (int) (perSecond / 2));
      }
    }
  }

  private static void print(
      String guarantee,
      int rate,
      SoakLoad load,
      SoakCurves curves,
      int deadLetters,
      Map<String, Integer> wrong)
      throws Exception {
    String line =
        String.format(
            Locale.ROOT,
            "%s: %d minutes at %,d events a second, %,d events, %,d tasks, %,d stages of %,d"
                + " applications that ended; %d stages wrong, %d dead letters; %s%n",
            guarantee,
            MINUTES,
            rate,
            load.events(),
            load.tasks(),
            load.stages(),
            load.applications(),
            wrong.size(),
            deadLetters,
            curves.summary());
    System.out.print(line);
    Files.writeString(FIGURES, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
