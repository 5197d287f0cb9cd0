package io.attune.advisor.rules.memory;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What Spark's words tell of the end of a process that a kill seems to have ended, and no more than
 * that: a limit of memory where they name one, a kill where they name that, else an exit code.
 */
public final class KillWords {
  /** YARN's words, or its exit status for them. */
  private static final Pattern VIRTUAL =
      Pattern.compile("virtual.? memory|(?:code|status)[: =]*-103");

  private final String words;

  /** Reads Spark's reason for the removal of an executor, or for the loss of a task. */
  public KillWords(String reason) {
    this.words = requireNonNull(reason, "reason is null").toLowerCase(Locale.ROOT);
  }

  /** Whether they name a limit of memory. */
  public boolean nameLimit() {
    return words.contains("memory limit")
        || words.contains("oomkilled")
        || words.contains("physical memory")
        || words.contains("'physical' memory")
        || words.contains("virtual memory")
        || words.contains("'virtual' memory");
  }

  /** Whether the limit is one of virtual memory, which is address space. */
  public boolean isVirtual() {
    return VIRTUAL.matcher(words).find();
  }

  /**
   * What happened, as what follows the subject.
   *
   * @param subjects how many it happened to
   */
  public String happenedTo(long subjects) {
    String be = subjects == 1 ? "was" : "were";
    if (nameLimit()) {
      return be + " killed at a limit of memory";
    }
    return words.contains("kill") || words.contains("signal")
        ? be + " killed"
        : "ended with the exit code of a killed process and without a reason";
  }

  /** What that says about memory. */
  public String meaning() {
    return nameLimit()
        ? "a larger heap would not help"
        : "the memory limit of its container may have been the cause, which Spark does not tell";
  }
}
