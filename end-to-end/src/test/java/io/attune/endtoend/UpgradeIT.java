package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.attune.endtoend.UpgradePipeline.Stop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A pipeline is stopped in mid-load and another build goes on with its state directory and its
 * changelogs: what is published in the end is what it would have been without the stop.
 *
 * <p>{@code -Dattune.upgrade.from=DIRECTORY} names a checkout in which another revision is built,
 * as {@code build/upgrade REVISION} does; without it both sides are this build. With {@code
 * -Dattune.upgrade.may.stop=true} this build need not read what the other has stored, but has to
 * stop with its sentence and to put nothing aside.
 *
 * <p>The rules of two builds may differ. So advice after an upgrade in mid-load is compared with
 * advice after an upgrade at rest, between the first and the second run of each workload.
 */
class UpgradeIT {
  private static final double SIZE =
      Double.parseDouble(System.getProperty("attune.upgrade.size", "0.5"));
  private static final UpgradeLoad EVENTS = new UpgradeLoad(24, 11, SIZE);
  private static final Duration EACH_PART = Duration.ofSeconds(6);
  private static final Path FIGURES = Path.of("target", "upgrade.txt");

  private static final Build OWN = Build.own();
  private static final Build OTHER =
      Optional.ofNullable(System.getProperty("attune.upgrade.from"))
          .map(directory -> Build.in(Path.of(directory).toAbsolutePath()))
          .orElse(OWN);
  private static final boolean MAY_STOP = Boolean.getBoolean("attune.upgrade.may.stop");

  /** Two builds may keep different facts: see docs/upgrading.md, "How it is tested". */
  private static final int MAY_DIFFER = Integer.getInteger("attune.upgrade.may.differ", 0);

  /** What builds publish that follow each other while there is nothing to do. */
  private static final Map<List<Build>, Published> AT_REST = new HashMap<>();

  @TempDir private static Path scratch;

  @BeforeAll
  static void forgetFigures() throws IOException {
    Files.createDirectories(FIGURES.getParent());
    Files.deleteIfExists(FIGURES);
  }

  @Test
  void aPipelineThatIsNotStoppedCountsEveryTask() throws Exception {
    Published published = atRest(OWN, OWN);
    assertThat(published.tasks()).containsAllEntriesOf(EVENTS.tasks());
    assertThat(published.etags()).isNotEmpty();
    assertThat(published.outcomes()).isNotEmpty();
    assertThat(published.deadLetters()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "at_least_once, GRACEFULLY",
    "at_least_once, KILLED",
    "exactly_once_v2, KILLED",
  })
  void thisBuildGoesOnWhereTheOtherStopped(String guarantee, Stop stop) throws Exception {
    long begin = System.nanoTime();
    try (UpgradePipeline pipeline = pipeline(guarantee)) {
      Optional<String> gaveUp = changeInMidLoad(pipeline, OTHER, OWN, stop);
      Published published = pipeline.published();
      String way = OTHER.name() + " -> " + OWN.name() + ", " + guarantee + ", " + stop;
      print(way, published, begin, gaveUp);
      assertThat(published.deadLetters()).isZero();
      if (gaveUp.isPresent() && MAY_STOP) {
        assertThat(gaveUp.get()).contains(" of version ").contains("docs/upgrading.md");
      } else {
        assertThat(gaveUp).isEmpty();
        assertThatNothingWasDisturbed(published, OTHER, OWN);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Stop.class)
  void theOtherBuildGoesOnWhereThisStopped(Stop stop) throws Exception {
    assumeFalse(MAY_STOP, "there is no way back to a build whose state need not be read");
    assumeFalse(OTHER == OWN, "with one build the way back is the way there");
    long begin = System.nanoTime();
    try (UpgradePipeline pipeline = pipeline("at_least_once")) {
      Optional<String> gaveUp = changeInMidLoad(pipeline, OWN, OTHER, stop);
      Published published = pipeline.published();
      print(OWN.name() + " -> " + OTHER.name() + ", " + stop, published, begin, gaveUp);
      assertThat(published.deadLetters()).isZero();
      if (gaveUp.isEmpty()) {
        assertThatNothingWasDisturbed(published, OWN, OTHER);
      } else {
        assertThat(gaveUp.get()).contains("run the newer Attune that wrote it");
        assertThatThisBuildGoesOn(pipeline);
      }
    }
  }

  /** The way back ended with a sentence: nothing is lost for the build that it names. */
  private static void assertThatThisBuildGoesOn(UpgradePipeline pipeline) throws Exception {
    assertThat(pipeline.start(OWN)).isEmpty();
    assertThat(pipeline.awaitIdle()).isEmpty();
    pipeline.stop(Stop.GRACEFULLY);
    Published published = pipeline.published();
    assertThat(published.deadLetters()).isZero();
    assertThat(published.tasks()).containsAllEntriesOf(EVENTS.tasks());
  }

  private static void assertThatNothingWasDisturbed(Published published, Build from, Build to)
      throws Exception {
    Published atRest = atRest(from, to);
    Published ofFrom = atRest(from, from);
    assertThat(published.tasks()).containsAllEntriesOf(EVENTS.tasks());
    assertThat(published.statistics()).containsOnlyKeys(atRest.statistics().keySet());
    published
        .statistics()
        .forEach(
            (stage, statistics) ->
                assertThat(statistics)
                    .as(stage)
                    .isIn(atRest.statistics().get(stage), ofFrom.statistics().get(stage)));
    assertThat(differences(published.etags(), atRest.etags()))
        .as("etags that differ from those of an upgrade at rest")
        .hasSizeLessThanOrEqualTo(MAY_DIFFER);
    assertThat(differences(published.outcomes(), atRest.outcomes()))
        .as("outcomes that differ from those of an upgrade at rest")
        .hasSizeLessThanOrEqualTo(MAY_DIFFER);
  }

  /** Keys whose values differ, with both values. */
  private static Map<String, String> differences(
      Map<String, String> actual, Map<String, String> expected) {
    Set<String> keys = new TreeSet<>(expected.keySet());
    keys.addAll(actual.keySet());
    Map<String, String> differences = new TreeMap<>();
    for (String key : keys) {
      if (!Objects.equals(actual.get(key), expected.get(key))) {
        differences.put(key, actual.get(key) + " instead of " + expected.get(key));
      }
    }
    return differences;
  }

  /** Sends everything; in the middle of the second runs the other build takes over. */
  private static Optional<String> changeInMidLoad(
      UpgradePipeline pipeline, Build from, Build to, Stop stop) throws Exception {
    assertThat(pipeline.start(from)).isEmpty();
    pipeline.send(EVENTS.firstRuns());
    assertThat(pipeline.awaitIdle()).isEmpty();

    AtomicInteger sent = new AtomicInteger();
    CountDownLatch stopped = new CountDownLatch(1);
    CompletableFuture<Void> begun =
        CompletableFuture.runAsync(() -> pipeline.send(EVENTS.begun(), EACH_PART, sent));
    CompletableFuture<Void> load =
        begun.thenRunAsync(
            () -> {
              await(stopped);
              pipeline.send(EVENTS.rest(), EACH_PART, new AtomicInteger());
            });
    pipeline.awaitTrue(() -> begun.isDone() || sent.get() > EVENTS.begun().size() / 2);
    pipeline.stop(stop);
    // What was still on its way to the broker counts: only the broker says what waits there.
    begun.join();
    assertThat(pipeline.inputLag()).as("events that were not worked off").isPositive();
    stopped.countDown();
    Optional<String> gaveUp = pipeline.start(to);
    load.join();
    gaveUp = gaveUp.isPresent() ? gaveUp : pipeline.awaitIdle();
    pipeline.stop(Stop.GRACEFULLY);
    return gaveUp;
  }

  /** Publishes with one build after the other, the first runs with one and the second with two. */
  private static synchronized Published atRest(Build from, Build to) throws Exception {
    Published known = AT_REST.get(List.of(from, to));
    if (known != null) {
      return known;
    }
    long begin = System.nanoTime();
    try (UpgradePipeline pipeline = pipeline("at_least_once")) {
      assertThat(pipeline.start(from)).isEmpty();
      pipeline.send(EVENTS.firstRuns());
      assertThat(pipeline.awaitIdle()).isEmpty();
      if (!from.equals(to)) {
        pipeline.stop(Stop.GRACEFULLY);
        assertThat(pipeline.start(to)).isEmpty();
      }
      pipeline.send(EVENTS.secondRuns());
      assertThat(pipeline.awaitIdle()).isEmpty();
      pipeline.stop(Stop.GRACEFULLY);
      Published published = pipeline.published();
      String way = from.equals(to) ? from.name() + " alone" : from.name() + " -> " + to.name();
      print(way + ", not stopped in mid-load", published, begin, Optional.empty());
      AT_REST.put(List.of(from, to), published);
      return published;
    }
  }

  private static UpgradePipeline pipeline(String guarantee) throws IOException {
    return new UpgradePipeline(Files.createTempDirectory(scratch, "pipeline"), guarantee);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One line of figures, on the terminal and in a file. */
  private static void print(String way, Published published, long begin, Optional<String> gaveUp) {
    int tasks =
        published.tasks().values().stream()
            .mapToInt(stage -> stage.succeeded() + stage.unsuccessful())
            .sum();
    String line =
        String.format(
            Locale.ROOT,
            "%s: %d applications, %d stages, %,d tasks, %d recommendations, %d outcomes, %d dead"
                + " letters, %.1f s%s%n",
            way,
            EVENTS.applications(),
            published.statistics().size(),
            tasks,
            published.etags().size(),
            published.outcomes().size(),
            published.deadLetters(),
            (System.nanoTime() - begin) / 1e9,
            gaveUp.map(sentence -> "; it stopped: " + sentence).orElse(""));
    System.out.print(line);
    try {
      Files.writeString(FIGURES, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
