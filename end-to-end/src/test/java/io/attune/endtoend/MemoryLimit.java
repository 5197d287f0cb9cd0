package io.attune.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Enforces a memory limit on executors that are descendants of this process, like YARN and
 * Kubernetes: one whose resident memory exceeds the limit is killed (SIGKILL, exit code 137). Linux
 * only.
 */
final class MemoryLimit implements AutoCloseable {
  private final long limitKib;
  private final Set<Long> killed = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "memory limit");
            thread.setDaemon(true);
            return thread;
          });

  private MemoryLimit(long limitMib) {
    this.limitKib = limitMib * 1024;
  }

  static boolean isPossible() {
    return Files.isReadable(Path.of("/proc/self/status"));
  }

  /** Enforces the limit until it is closed. */
  static MemoryLimit ofMib(long limitMib) {
    MemoryLimit limit = new MemoryLimit(limitMib);
    limit.watch.scheduleWithFixedDelay(limit::look, 100, 100, TimeUnit.MILLISECONDS);
    return limit;
  }

  /** Number of executors killed so far. */
  int kills() {
    return killed.size();
  }

  private void look() {
    ProcessHandle.current()
        .descendants()
        .filter(process -> !killed.contains(process.pid()))
        .filter(process -> text(process, "cmdline").contains("CoarseGrainedExecutorBackend"))
        .filter(process -> residentKib(process) > limitKib)
        .forEach(
            process -> {
              killed.add(process.pid());
              process.destroyForcibly();
            });
  }

  private static long residentKib(ProcessHandle process) {
    return text(process, "status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  /** Reads a file of {@code /proc}; empty if the process has ended. */
  private static String text(ProcessHandle process, String file) {
    try {
      return new String(
          Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), file)),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
