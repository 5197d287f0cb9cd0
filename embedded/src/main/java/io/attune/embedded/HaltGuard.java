package io.attune.embedded;

import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prevents a failing broker from ending the process: Kafka's calls to exit and halt throw an
 * exception instead.
 */
final class HaltGuard {
  private static final Logger LOG = LoggerFactory.getLogger(HaltGuard.class);

  private HaltGuard() {}

  static void install() {
    Exit.setExitProcedure(HaltGuard::refuse);
    Exit.setHaltProcedure(HaltGuard::refuse);
  }

  private static void refuse(int status, String message) {
    LOG.error("The embedded Kafka broker failed (status {}): {}", status, message);
    throw new EmbeddedBrokerException(
        "the embedded Kafka broker failed: " + (message == null ? "no reason given" : message));
  }
}
