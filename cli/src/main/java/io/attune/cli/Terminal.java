package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.render.TerminalText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Help.ColorScheme;

/**
 * Where a command writes: results to {@code out}, progress and complaints to {@code err}.
 *
 * @param out results
 * @param err everything else
 * @param outIsTerminal whether {@code out} is a terminal
 * @param errIsTerminal whether {@code err} is a terminal
 * @param columns width to break lines at
 * @param colour whether {@code out} may carry ANSI colours
 * @param unicode whether {@code out} shows more than ASCII
 */
record Terminal(
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    int columns,
    boolean colour,
    boolean unicode) {

  static final int DEFAULT_COLUMNS = 100;

  private static final int NARROWEST = 40;
  private static final int WIDEST = 120;

  Terminal {
    requireNonNull(out, "out is null");
    requireNonNull(err, "err is null");
    columns = Math.max(NARROWEST, Math.min(WIDEST, columns));
  }

  /** The streams of this process; the launcher passes on what they are connected to. */
  static Terminal ofProcess() {
    Map<String, String> environment = System.getenv();
    boolean outIsTerminal = isTerminal("attune.stdout");
    boolean errIsTerminal = isTerminal("attune.stderr");
    boolean utf8Locale = isUtf8(environment);
    boolean plain = environment.containsKey("NO_COLOR") || "dumb".equals(environment.get("TERM"));
    return new Terminal(
        stream(FileDescriptor.out, !outIsTerminal || utf8Locale),
        stream(FileDescriptor.err, !errIsTerminal || utf8Locale),
        outIsTerminal,
        errIsTerminal,
        Integer.getInteger("attune.columns", DEFAULT_COLUMNS),
        outIsTerminal && !plain,
        !outIsTerminal || utf8Locale);
  }

  /** A plain one for tests: no terminal, no colour. */
  static Terminal plain(PrintStream out, PrintStream err, int columns) {
    return new Terminal(out, err, false, false, columns, false, true);
  }

  /** A result, with a line break. */
  void println(String line) {
    out.println(line);
  }

  /**
   * A message to the person at the terminal, with a line break. What an application may have put
   * into it cannot move the cursor or change colours.
   */
  void say(String line) {
    String shown = TerminalText.printable(line);
    if (errIsTerminal) {
      // What goes to a file or a program stays one line a message.
      err.print(TerminalText.wrap("", "", shown, columns));
    } else {
      err.println(shown);
    }
    err.flush();
  }

  /** Text in bold where colours are on. */
  String bold(String text) {
    return styled(text, Style.bold);
  }

  /** Faint text where colours are on. */
  String faint(String text) {
    return styled(text, Style.faint);
  }

  /** Text in a style where colours are on. */
  String styled(String text, IStyle style) {
    return colours().apply(text, List.of(style)).toString();
  }

  /** The colours of the usage help, all of them off where colours are. */
  ColorScheme colours() {
    return Help.defaultColorScheme(colour ? Ansi.ON : Ansi.OFF);
  }

  private static boolean isTerminal(String property) {
    String fromLauncher = System.getProperty(property + ".terminal");
    return fromLauncher == null ? System.console() != null : Boolean.parseBoolean(fromLauncher);
  }

  private static boolean isUtf8(Map<String, String> environment) {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String value = environment.get(name);
      if (value != null && !value.isEmpty()) {
        String locale = value.toUpperCase(Locale.ROOT);
        return locale.contains("UTF-8") || locale.contains("UTF8");
      }
    }
    return false;
  }

  private static PrintStream stream(FileDescriptor descriptor, boolean utf8) {
    Charset charset = utf8 ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
    return new PrintStream(new FileOutputStream(descriptor), true, charset);
  }
}
