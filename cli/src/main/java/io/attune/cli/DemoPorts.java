package io.attune.cli;

/**
 * Where {@code attune demo} listens unless told otherwise. Away from the usual 9092, 8081 and 8080,
 * so that it starts beside what is running already.
 */
final class DemoPorts {
  static final int KAFKA = 19092;
  static final int REGISTRY = 18081;
  static final int HTTP = 18080;

  private DemoPorts() {}
}
