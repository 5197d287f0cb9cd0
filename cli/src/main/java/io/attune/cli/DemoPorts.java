package io.attune.cli;

/**
 * Default ports of {@code attune demo}. They differ from the usual 9092, 8081 and 8080, so that it
 * can start while those are in use.
 */
final class DemoPorts {
  static final int KAFKA = 19092;
  static final int REGISTRY = 18081;
  static final int HTTP = 18080;

  private DemoPorts() {}
}
