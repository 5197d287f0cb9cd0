package io.attune.streams;

import io.attune.streams.health.PipelineMonitor;
import io.attune.streams.health.RegistryProbe;
import io.attune.streams.health.RestoreProgress;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;

/** What the monitor asks the running pipeline. */
record MonitoredPipeline(KafkaStreams streams, RestoreProgress restore, RegistryProbe registry)
    implements PipelineMonitor.Neighbours {
  @Override
  public Set<TopicPartition> ownPartitions() {
    Set<TopicPartition> own = new HashSet<>();
    if (streams.state().isRunningOrRebalancing()) {
      streams
          .metadataForLocalThreads()
          .forEach(
              thread -> thread.activeTasks().forEach(task -> own.addAll(task.topicPartitions())));
    }
    return own;
  }

  @Override
  public OptionalLong toRestore() {
    return restore.recordsLeft();
  }

  @Override
  public Optional<String> registryFailure() {
    return registry.failure();
  }
}
