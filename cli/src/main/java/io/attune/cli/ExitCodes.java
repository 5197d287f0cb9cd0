package io.attune.cli;

/** Exit codes of the process. */
final class ExitCodes {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  /** Out of memory; the code with which the JVM itself ends then. */
  static final int OUT_OF_MEMORY = 3;

  /** The pipeline stopped by itself, with a sentence. */
  static final int STOPPED = 4;

  /** What {@code --fail-on} asks about was found. */
  static final int FOUND = 5;

  private ExitCodes() {}
}
