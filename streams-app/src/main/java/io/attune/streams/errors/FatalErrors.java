package io.attune.streams.errors;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when the JVM cannot go on: after an {@link OutOfMemoryError} any thread may be
 * missing, and the process would stay alive and mute. A stack that overflowed is not among these:
 * it is free again.
 */
public final class FatalErrors {
  private static final Logger LOG = LoggerFactory.getLogger(FatalErrors.class);
  private static final int NO_CODE = -1;
  private static final int MOST_CAUSES = 20;
  private static final AtomicInteger EXIT_CODE = new AtomicInteger(NO_CODE);

  private FatalErrors() {}

  /** From now on such an error ends this process, on whatever thread it is seen. */
  public static void endProcess(int exitCode) {
    EXIT_CODE.set(exitCode);
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          check(failure);
          if (before == null) {
            LOG.error("The thread {} ended", thread.getName(), failure);
          } else {
            before.uncaughtException(thread, failure);
          }
        });
  }

  /** Whether a failure comes from an error after which the JVM cannot go on. */
  static boolean isFatal(Throwable failure) {
    int left = MOST_CAUSES;
    for (Throwable t = failure; t != null && left > 0; t = t.getCause(), left--) {
      if (t instanceof VirtualMachineError && !(t instanceof StackOverflowError)) {
        return true;
      }
    }
    return false;
  }

  /** Ends the process where that is asked for and the failure is fatal. */
  static void check(Throwable failure) {
    int code = EXIT_CODE.get();
    if (code != NO_CODE && isFatal(failure)) {
      try {
        LOG.error("This process ends with exit code {}: {}", code, String.valueOf(failure));
      } finally {
        // No hooks: they would need what is missing.
        Runtime.getRuntime().halt(code);
      }
    }
  }
}
