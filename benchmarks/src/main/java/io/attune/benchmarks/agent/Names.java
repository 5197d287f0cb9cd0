package io.attune.benchmarks.agent;

/** Names of the listeners and brokers, shared by both processes. */
final class Names {
  static final String NOTHING = "no listener (the bus and the clock)";
  static final String LOG = "Spark's EventLoggingListener, plain";
  static final String LOG_ZSTD = "Spark's EventLoggingListener, zstd";

  static final String FAST = "fast";
  static final String SLOW = "slow";
  static final String DEAD = "dead";
  static final String SILENT = "silent";
  static final String FLOOD = "fast, all events at once";

  static final String SPARK_MEASURE_TOPIC = "price.sparkmeasure";

  private Names() {}

  static String sparkMeasure(String type, String broker) {
    return "sparkMeasure " + type + ", " + broker;
  }

  static String agent(String broker) {
    return "Attune's agent, " + broker;
  }

  /** Prefix of the agent's topics at a broker. */
  static String topicPrefix(String broker) {
    return "price." + broker.replaceAll("[^a-z]+", "-") + ".";
  }
}
