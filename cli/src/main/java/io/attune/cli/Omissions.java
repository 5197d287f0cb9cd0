package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.EventLogException;
import io.attune.eventlog.SkippedPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Collects inputs that could not be read and reports them, a line for each, and a count where there
 * are many, and how many secrets were removed. It is an error only when nothing else was read.
 */
final class Omissions {
  /** More lines than these would hide the rest of the output. */
  static final int MOST_LINES = 20;

  private final Terminal terminal;
  private final List<SkippedPath> leftOut = new ArrayList<>();
  private long redacted;
  private final List<String> warnings = new ArrayList<>();

  Omissions(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  void add(SkippedPath one) {
    leftOut.add(one);
  }

  void addAll(List<SkippedPath> more) {
    leftOut.addAll(more);
  }

  /** Adds secrets that were removed from what was read. */
  void addRedacted(long count) {
    redacted += count;
  }

  /** Takes a sentence about something that was read. */
  void warn(String sentence) {
    warnings.add(sentence);
  }

  /** Whether nothing was left out. */
  boolean isEmpty() {
    return leftOut.isEmpty();
  }

  /** How many were left out. */
  int count() {
    return leftOut.size();
  }

  /** What was left out, a sentence each. */
  List<String> sentences() {
    return leftOut.stream().map(one -> FailureReporter.sentence(one.sentence())).toList();
  }

  /** Reports what was left out, and then the sentences about what was read. */
  void sayAll() {
    say();
    warnings.stream()
        .limit(MOST_LINES)
        .forEach(warning -> terminal.say(FailureReporter.sentence(warning)));
    if (warnings.size() > MOST_LINES) {
      terminal.say(
          String.format(Locale.ROOT, "And %,d more warnings.", warnings.size() - MOST_LINES));
    }
  }

  /** Reports them, when something else was read. */
  void say() {
    leftOut.stream()
        .limit(MOST_LINES)
        .forEach(one -> terminal.say("Left out: " + FailureReporter.sentence(one.sentence())));
    if (leftOut.size() > MOST_LINES) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "Left out: %,d more entries, %,d in all.",
              leftOut.size() - MOST_LINES,
              leftOut.size()));
    }
    if (redacted > 0) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "Removed: %,d %s from settings and texts; see docs/privacy.md.",
              redacted,
              redacted == 1 ? "secret" : "secrets"));
    }
  }

  /** The failure to report when nothing else was read. */
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
}
