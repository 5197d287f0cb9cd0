package io.attune.endtoend;

import io.attune.endtoend.UpgradeLoad.Tasks;
import io.attune.registry.AvroSerdes;
import io.attune.schemas.Outcome;
import io.attune.schemas.StageStatistics;
import io.attune.schemas.Topics.Topic;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.intake.EventSerdes;
import io.attune.streams.testing.TopicContents;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * What a pipeline has published, the last under each key.
 *
 * @param statistics each stage attempt's statistics, all fields of them
 * @param tasks the tasks that they count
 * @param etags {@code etag}s of the recommendations that stand
 * @param outcomes outcomes, all fields of them
 * @param deadLetters number of records put aside
 */
record Published(
    Map<String, String> statistics,
    Map<String, Tasks> tasks,
    Map<String, String> etags,
    Map<String, String> outcomes,
    int deadLetters) {

  static Published on(AttuneConfig config) {
    Map<String, StageStatistics> stages =
        last(config, config.topics().stageStatistics(), StageStatistics.class, s -> s);
    Map<String, String> statistics = new TreeMap<>();
    Map<String, Tasks> tasks = new TreeMap<>();
    stages.forEach(
        (key, stage) -> {
          statistics.put(key, stage.toString());
          tasks.put(
              key,
              new Tasks(stage.getTasksSeen(), stage.getTasksFailed() + stage.getTasksKilled()));
        });
    return new Published(
        statistics,
        tasks,
        TopicContents.etags(config),
        last(config, config.topics().outcomes(), Outcome.class, Outcome::toString),
        readAll(config, config.topics().deadLetters()).size());
  }

  private static List<ConsumerRecord<byte[], byte[]>> readAll(AttuneConfig config, Topic topic) {
    return TopicContents.readAll(config.get(Options.BOOTSTRAP_SERVERS), topic.name());
  }

  private static <T extends SpecificRecord, R> Map<String, R> last(
      AttuneConfig config, Topic topic, Class<T> type, Function<T, R> what) {
    Map<String, R> last = new TreeMap<>();
    try (Deserializer<T> values =
        AvroSerdes.from(EventSerdes.properties(config)).deserializer(type, false)) {
      for (ConsumerRecord<byte[], byte[]> record : readAll(config, topic)) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
          last.remove(key);
        } else {
          last.put(key, what.apply(values.deserialize(topic.name(), record.value())));
        }
      }
    }
    return last;
  }
}
