package io.attune.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress bars on standard error where that is a terminal, for work that takes long enough. */
final class ProgressBars {
  private static final long MEBIBYTE = 1 << 20;
  private static final long WORTH_A_BAR = 4 * MEBIBYTE;
  private static final int MANY = 20;
  private static final int UPDATE_MS = 200;

  private ProgressBars() {}

  /** A bar that is stepped by bytes and shows mebibytes. */
  static ProgressBar ofBytes(Terminal terminal, String task, long bytes) {
    boolean visible = terminal.errIsTerminal() && bytes >= WORTH_A_BAR;
    return builder(terminal, task, visible).setInitialMax(bytes).setUnit(" MiB", MEBIBYTE).build();
  }

  /** The same for many logs; it is worth one for their number alone. */
  static ProgressBar ofLogs(Terminal terminal, String task, long bytes, int logs) {
    boolean visible = terminal.errIsTerminal() && (bytes >= WORTH_A_BAR || logs >= MANY);
    // Where a store does not tell sizes, the bar counts up without an end.
    return builder(terminal, task, visible)
        .setInitialMax(bytes == 0 ? -1 : bytes)
        .setUnit(" MiB", MEBIBYTE)
        .build();
  }

  /** A bar that is stepped by runs. */
  static ProgressBar ofRuns(Terminal terminal, String task, int runs) {
    return builder(terminal, task, terminal.errIsTerminal() && runs >= MANY)
        .setInitialMax(runs)
        .setUnit(" runs", 1)
        .build();
  }

  /** A counter of events whose total is unknown. */
  static ProgressBar ofEvents(Terminal terminal, String task) {
    return builder(terminal, task, terminal.errIsTerminal())
        .setInitialMax(-1)
        .setUnit(" events", 1)
        .build();
  }

  private static ProgressBarBuilder builder(Terminal terminal, String task, boolean visible) {
    PrintStream stream =
        visible
            ? terminal.err()
            : new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setStyle(terminal.unicode() ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(UPDATE_MS)
        .setConsumer(new ConsoleProgressBarConsumer(stream, terminal.columns() - 1))
        .clearDisplayOnFinish();
  }
}
