package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.RecommendationKey;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.testing.Cluster;
import io.attune.streams.testing.StreamStories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The local files of every store are damaged between two runs: the stores are restored from their
 * changelogs, and nothing is lost, put aside, or tried for ever.
 */
class DamagedStoreIT {
  private static final int APPLICATIONS = 3;

  /** Bytes of the first data block of a table. */
  private static final int FROM = 8;

  private static final int TO = 64;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "at_least_once, .sst",
    "at_least_once, MANIFEST",
    "exactly_once_v2, .sst",
  })
  void damagedFilesAreRestoredFromTheChangelog(String guarantee, String kind) throws Exception {
    List<SpecificRecord> first = new ArrayList<>();
    List<SpecificRecord> second = new ArrayList<>();
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < APPLICATIONS; i++) {
      RunBuilder story = StreamStories.begun("orders" + (char) ('a' + i)).ended();
      List<SpecificRecord> events = story.events();
      first.addAll(events.subList(0, events.size() / 2));
      second.addAll(events.subList(events.size() / 2, events.size()));
      Advisor.standard(RuleTable.standard())
          .assess(story.build(), WorkloadHistory.empty())
          .recommendations()
          .forEach(r -> expected.put(RecommendationKey.of(r), r.getEtag()));
    }

    try (Cluster cluster = new Cluster(directory)) {
      AttuneConfig config =
          cluster.config(
              Map.of("processing.guarantee", guarantee, "kafka.session.timeout.ms", "6000"));
      try (AttuneStreams attune = new AttuneStreams(config)) {
        attune.start();
        cluster.send(config, first);
        Cluster.await("the first half worked off", attune::isCaughtUp);
      }
      assertThat(damage(config.stateDirectory(), kind)).as("files damaged").isPositive();

      try (AttuneStreams attune = new AttuneStreams(config)) {
        attune.start();
        cluster.send(config, first);
        cluster.send(config, second);
        Cluster.await("everything worked off", attune::isCaughtUp);
        assertThat(cluster.etags(config)).isEqualTo(expected);
        assertThat(cluster.readAll(config.topics().deadLetters().name())).isEmpty();
        assertThat(attune.metrics().registry().get("attune.thread.failures").counter().count())
            .isZero();
        assertThat(attune.metrics().registry().get("attune.duplicates").counter().count())
            .as("what was counted before is known from the changelog")
            .isPositive();
      }
    }
  }

  private static int damage(Path state, String kind) throws IOException {
    int damaged = 0;
    try (Stream<Path> files = Files.walk(state)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (file.getFileName().toString().contains(kind)) {
          byte[] bytes = Files.readAllBytes(file);
          for (int i = FROM; i < Math.min(TO, bytes.length); i++) {
            bytes[i] ^= 0x5A;
          }
          Files.write(file, bytes);
          damaged++;
        }
      }
    }
    return damaged;
  }
}
