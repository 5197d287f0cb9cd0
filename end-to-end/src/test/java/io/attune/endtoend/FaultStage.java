package io.attune.endtoend;

import io.attune.embedded.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** A broker and a registry, each in a process that can be killed, frozen and started again. */
final class FaultStage implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Path directory;
  private final int brokerPort = LoopbackPorts.free();
  private final int registryPort = LoopbackPorts.free();
  private final MemoryDisk disk;
  private Command broker;
  private Command registry;

  FaultStage(Path directory, boolean onDiskOfItsOwn) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    this.disk = onDiskOfItsOwn ? MemoryDisk.onIfAllowed(directory) : null;
    startBroker();
    startRegistry();
  }

  String bootstrapServers() {
    return LoopbackPorts.ADDRESS + ":" + brokerPort;
  }

  String registryUrl() {
    return "http://" + LoopbackPorts.ADDRESS + ":" + registryPort;
  }

  /** Its disk; a test ends as skipped where it has none of its own. */
  MemoryDisk disk() {
    Assumptions.assumeTrue(disk != null, "file systems cannot be mounted here");
    return Objects.requireNonNull(disk);
  }

  Command broker() {
    return broker;
  }

  Command registry() {
    return registry;
  }

  void startBroker() throws IOException, InterruptedException {
    broker = start("broker", brokerPort);
  }

  void startRegistry() throws IOException, InterruptedException {
    registry = start("registry", registryPort);
  }

  private Command start(String what, int port) throws IOException, InterruptedException {
    Command command =
        Command.onClassPath(
            directory,
            NeighbourProcess.class.getName(),
            List.of(what, Integer.toString(port), directory.resolve(what).toString()));
    command.await(line -> line.endsWith(NeighbourProcess.READY), LIMIT);
    return command;
  }

  @Override
  public void close() {
    registry.close();
    try {
      broker.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (disk != null) {
      disk.close();
    }
  }
}
