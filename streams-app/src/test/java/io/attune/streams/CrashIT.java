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
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process is killed in the middle of a run, with and without its state directory left, and the
 * next one goes on: no update is lost and none counts twice, under either guarantee.
 */
class CrashIT {
  private static final int APPLICATIONS = 5;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once_v2"})
  void killedProcessLosesNothing(String guarantee) throws Exception {
    List<SpecificRecord> first = new ArrayList<>();
    List<SpecificRecord> second = new ArrayList<>();
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < APPLICATIONS; i++) {
      RunBuilder story = StreamStories.begun("orders" + (char) ('a' + i)).ended();
      List<SpecificRecord> events = story.events();
      int cut = events.size() * (i + 1) / (APPLICATIONS + 1);
      first.addAll(events.subList(0, cut));
      second.addAll(events.subList(cut, events.size()));
      Advisor.standard(RuleTable.standard())
          .assess(story.build(), WorkloadHistory.empty())
          .recommendations()
          .forEach(r -> expected.put(RecommendationKey.of(r), r.getEtag()));
    }
    assertThat(expected).isNotEmpty();

    try (Cluster cluster = new Cluster(directory)) {
      Map<String, String> settings =
          cluster.settings(
              Map.of(
                  "processing.guarantee", guarantee,
                  "http.enabled", "false",
                  "kafka.session.timeout.ms", "6000"));
      AttuneConfig config = AttuneConfig.of(settings);
      try (TopicAdmin admin = new TopicAdmin(config)) {
        admin.ensureTopics();
      }
      cluster.send(config, first);

      Process process = start(settings);
      try {
        // Statistics on their topic mean that commits are under way.
        Cluster.await(
            "statistics of the first half",
            () -> {
              assertThat(process.isAlive()).as("the process to be killed is alive").isTrue();
              return !cluster.readAll(config.topics().stageStatistics().name()).isEmpty();
            });
        cluster.send(config, second.subList(0, second.size() / 2));
      } finally {
        process.destroyForcibly().waitFor();
      }

      cluster.send(config, second.subList(second.size() / 2, second.size()));
      try (AttuneStreams attune = new AttuneStreams(config)) {
        attune.start();
        Cluster.await("everything worked off", attune::isCaughtUp);
        assertThat(cluster.etags(config)).isEqualTo(expected);
      }

      // Without a state directory the changelogs alone have to give the same.
      Map<String, String> elsewhere = new TreeMap<>(settings);
      elsewhere.put("state.dir", directory.resolve("new-state").toString());
      try (AttuneStreams attune = new AttuneStreams(AttuneConfig.of(elsewhere))) {
        attune.start();
        List<SpecificRecord> again = new ArrayList<>(first);
        again.addAll(second);
        cluster.send(config, again);
        Cluster.await("the repetition worked off", attune::isCaughtUp);
        assertThat(cluster.etags(config)).isEqualTo(expected);
        assertThat(attune.metrics().registry().get("attune.duplicates").counter().count())
            .as("every task attempt was known from the changelog")
            .isEqualTo(48.0 * APPLICATIONS);
      }
    }
  }

  private static Process start(Map<String, String> settings) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(CrashingAttune.class.getName());
    settings.forEach((name, value) -> command.add(name + "=" + value));
    return new ProcessBuilder(command).inheritIO().start();
  }
}
