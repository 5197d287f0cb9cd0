package io.attune.streams;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.table.RuleTable;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.errors.Patience;
import io.attune.streams.intake.EventSerdes;
import io.attune.streams.metrics.AttuneMetrics;
import io.attune.streams.rights.Right;
import io.attune.streams.rights.Rights;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/** The rights that {@code serve} needs under a configuration; nothing is connected to. */
public final class ServeRights {
  private ServeRights() {}

  /** All of them, from the topology as it is built. */
  public static List<Right> of(AttuneConfig config) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.get(Options.APPLICATION_ID));
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.get(Options.BOOTSTRAP_SERVERS));
    Topology topology =
        new AttuneTopology(
                config,
                new EventSerdes(config, new Patience(Duration.ZERO)),
                Advisor.standard(RuleTable.standard()),
                new AttuneMetrics(new SimpleMeterRegistry()))
            .build(properties);
    return Rights.ofServe(config, topology.describe());
  }
}
