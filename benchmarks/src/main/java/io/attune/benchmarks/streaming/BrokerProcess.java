package io.attune.benchmarks.streaming;

import io.attune.embedded.BrokerOptions;
import io.attune.embedded.EmbeddedBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A broker in a separate process, so that its heap, compiled code and garbage collections do not
 * affect the measured program. It ends with the process that started it.
 */
public final class BrokerProcess implements AutoCloseable {
  private static final String READY = "broker at ";

  private final Process process;
  private final String bootstrapServers;

  private BrokerProcess(Process process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker and waits until it accepts requests.
   *
   * @param log its log file
   * @param overrides broker properties, as {@code NAME=VALUE}
   */
  public static BrokerProcess start(Path log, String... overrides) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName()));
    command.addAll(List.of(overrides));
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        return new BrokerProcess(process, line.substring(READY.length()));
      }
    }
    throw new IOException("the broker did not start; its log is " + log);
  }

  /** The value of {@code bootstrap.servers} for clients. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> properties(String[] overrides) {
    Map<String, String> properties = new HashMap<>();
    properties.put("num.network.threads", "1");
    properties.put("num.io.threads", "2");
    properties.put("message.max.bytes", Integer.toString(17 << 20));
    for (String override : overrides) {
      int at = override.indexOf('=');
      properties.put(override.substring(0, at), override.substring(at + 1));
    }
    return properties;
  }

  /** Entry point of the broker's process, which runs until its standard input ends. */
  public static void main(String[] arguments) throws IOException {
    try (EmbeddedBroker broker =
        EmbeddedBroker.open(BrokerOptions.temporary().withOverrides(properties(arguments)))) {
      System.out.println(READY + broker.bootstrapServers());
      while (System.in.read() >= 0) {
        // Nothing is written to it; the end of the input ends the process.
      }
    }
    System.exit(0);
  }
}
