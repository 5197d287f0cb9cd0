package io.attune.sources.http;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Other programs that give credentials, as the platforms' own command lines do. Nothing secret is
 * among their arguments, and what they print is never shown.
 */
public final class Programs {

  private static final int SECONDS = 60;
  private static final int MOST_BYTES = 1 << 20;

  private Programs() {}

  /** A program on the path. */
  public static Optional<Path> find(ProcessEnvironment environment, String program) {
    return Arrays.stream(environment.variable("PATH").orElse("").split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * What a program prints.
   *
   * @param name what it is called in messages
   * @throws IOException when it fails; the message names it, not what it printed
   */
  public static byte[] output(ProcessEnvironment environment, String name, List<String> command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment.variables());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    process.getOutputStream().close();
    CompletableFuture<byte[]> printed = CompletableFuture.supplyAsync(() -> all(process));
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(name + " did not end within " + SECONDS + " seconds");
      }
      if (process.exitValue() != 0) {
        throw new IOException(name + " ended with code " + process.exitValue());
      }
      return printed.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    } finally {
      process.destroyForcibly();
    }
  }

  private static byte[] all(Process process) {
    try (InputStream out = process.getInputStream()) {
      return out.readNBytes(MOST_BYTES);
    } catch (IOException e) {
      return new byte[0];
    }
  }
}
