package io.attune.local;

/**
 * Ports of a {@link LocalStack}; 0 takes a free one.
 *
 * @param kafka port of Kafka
 * @param registry port of the schema registry
 * @param http port of the dashboard
 */
public record LocalPorts(int kafka, int registry, int http) {
  /** Free ports for all. */
  public static final LocalPorts FREE = new LocalPorts(0, 0, 0);
}
