package io.attune.embedded;

import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a broker that fails from ending the whole process, as it would do when it is alone in one:
 * Kafka's exits become exceptions on the thread that asked for them.
 */
final class HaltGuard {
  private static final Logger LOG = LoggerFactory.getLogger(HaltGuard.class);

  private HaltGuard() {}

  static void install() {
    Exit.setExitProcedure(HaltGuard::refuse);
    Exit.setHaltProcedure(HaltGuard::refuse);
  }

  private static void refuse(int status, String message) {
    LOG.error("The embedded Kafka broker gave up (status {}): {}", status, message);
    throw new EmbeddedBrokerException(
        "the embedded Kafka broker gave up: " + (message == null ? "no reason given" : message));
  }
}
