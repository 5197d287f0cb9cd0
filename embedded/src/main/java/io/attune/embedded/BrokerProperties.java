package io.attune.embedded;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/**
 * Properties of a single-node broker that starts fast and needs little memory. Everything else has
 * Kafka's defaults, so that tests are representative of a real cluster.
 */
final class BrokerProperties {
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  /** The listener without security, for the broker itself and for the demo. */
  static final String CLIENT_LISTENER = "PLAINTEXT";

  private BrokerProperties() {}

  static Properties singleNode(int nodeId, Path directory, int brokerPort, int controllerPort) {
    String client = CLIENT_LISTENER + "://" + LoopbackPorts.ADDRESS + ":" + brokerPort;
    String controller = LoopbackPorts.ADDRESS + ":" + controllerPort;
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", Integer.toString(nodeId));
    p.setProperty("listeners", client + "," + CONTROLLER_LISTENER + "://" + controller);
    p.setProperty("advertised.listeners", client);
    p.setProperty("inter.broker.listener.name", CLIENT_LISTENER);
    p.setProperty("controller.listener.names", CONTROLLER_LISTENER);
    p.setProperty(
        "listener.security.protocol.map",
        CLIENT_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
    // A static voter and not a dynamic quorum, because its port may change at the next start.
    p.setProperty("controller.quorum.voters", nodeId + "@" + controller);
    p.setProperty("log.dirs", directory.toString());
    p.setProperty("auto.create.topics.enable", "false");

    // Single node: internal topics have one replica, and one partition is enough.
    p.setProperty("offsets.topic.num.partitions", "1");
    p.setProperty("offsets.topic.replication.factor", "1");
    p.setProperty("transaction.state.log.num.partitions", "1");
    p.setProperty("transaction.state.log.replication.factor", "1");
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.num.partitions", "1");
    p.setProperty("share.coordinator.state.topic.replication.factor", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");

    // Consumer groups need not wait for more members.
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    p.setProperty("group.coordinator.rebalance.protocols", "classic,consumer,streams");

    // Little memory: few threads, small buffers and index files.
    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "4");
    p.setProperty("background.threads", "2");
    p.setProperty("group.coordinator.threads", "1");
    p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    p.setProperty("log.index.size.max.bytes", Integer.toString(1 << 20));
    p.setProperty("log.preallocate", "false");
    p.setProperty("metric.reporters", "");

    return p;
  }

  /** Adds listeners with security; each needs a port of its own. */
  static void add(Properties p, BrokerOptions.Listener listener, int port) {
    String address = listener.name() + "://" + LoopbackPorts.ADDRESS + ":" + port;
    append(p, "listeners", address);
    append(p, "advertised.listeners", address);
    append(p, "listener.security.protocol.map", listener.name() + ":" + listener.protocol());
    String prefix = "listener.name." + listener.name().toLowerCase(Locale.ROOT) + ".";
    listener.settings().forEach((name, value) -> p.setProperty(prefix + name, value));
  }

  private static void append(Properties p, String name, String value) {
    p.setProperty(name, p.getProperty(name) + "," + value);
  }
}
