package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.EventLogException;
import io.attune.eventlog.LeftOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was left out of many inputs: said in a line each, and counted where there are many. Only
 * when nothing else is left it is an error.
 */
final class Omissions {
  /** More lines than that hide the rest of what is said. */
  static final int MOST_LINES = 20;

  private final Terminal terminal;
  private final List<LeftOut> leftOut = new ArrayList<>();

  Omissions(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  void add(LeftOut one) {
    leftOut.add(one);
  }

  void addAll(List<LeftOut> more) {
    leftOut.addAll(more);
  }

  /** Says it, when something else was read. */
  void say() {
    leftOut.stream()
        .limit(MOST_LINES)
        .forEach(one -> terminal.say("Left out: " + line(one.sentence())));
    if (leftOut.size() > MOST_LINES) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "Left out: %,d more entries, %,d in all.",
              leftOut.size() - MOST_LINES,
              leftOut.size()));
    }
  }

  /** Nothing else was read. */
  EventLogException nothingLeft() {
    if (leftOut.size() == 1) {
      return new EventLogException(leftOut.get(0).sentence());
    }
    say();
    return new EventLogException(
        String.format(
            Locale.ROOT,
            "Nothing is left to read: %,d entries were left out, as said above.",
            leftOut.size()));
  }

  private static String line(String sentence) {
    return Failures.sentence(sentence).replaceAll("\\p{Cntrl}", "?");
  }
}
