package io.attune.endtoend;

import io.attune.embedded.BrokerOptions;
import io.attune.embedded.EmbeddedBroker;
import io.attune.registry.EmbeddedSchemaRegistry;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker or a registry in a process of its own, to be killed and frozen. */
final class NeighbourProcess {
  static final String READY = "is ready";

  private NeighbourProcess() {}

  /** Arguments: broker or registry, port, directory of its data. */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    Path data = Path.of(arguments[2]);
    if (arguments[0].equals("broker")) {
      EmbeddedBroker.open(BrokerOptions.temporary().withPort(port).withDataDirectory(data));
    } else {
      EmbeddedSchemaRegistry.start(port, data);
    }
    System.out.println("The " + arguments[0] + " " + READY);
    new CountDownLatch(1).await();
  }
}
