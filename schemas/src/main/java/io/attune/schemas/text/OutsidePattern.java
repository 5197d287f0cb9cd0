package io.attune.schemas.text;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression that somebody else wrote, such as one in an event log, with a bound on the
 * work of matching: some expressions take for ever on some texts. A text that it would take too
 * long for counts as matched as a whole. Thread-safe.
 */
public final class OutsidePattern {

  private static final int LONGEST = 10_000;
  private static final int STEPS_AT_LEAST = 20_000;
  private static final int STEPS_PER_CHARACTER = 200;

  /** An expression that gave up this often is not tried again. */
  private static final int MOST_FAILURES = 16;

  private final Pattern pattern;
  private final AtomicInteger failures = new AtomicInteger();

  private OutsidePattern(Pattern pattern) {
    this.pattern = requireNonNull(pattern, "pattern is null");
  }

  /** The expression; empty when it cannot be used. */
  public static Optional<OutsidePattern> of(String expression) {
    if (expression.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      return Optional.of(new OutsidePattern(Pattern.compile(expression)));
    } catch (PatternSyntaxException | StackOverflowError e) {
      return Optional.empty();
    }
  }

  /** Whether it is found in a text. */
  public boolean find(String text) {
    if (failures.get() >= MOST_FAILURES) {
      return true;
    }
    try {
      return pattern.matcher(new Bounded(text)).find();
    } catch (TooMuchWork | StackOverflowError e) {
      failures.incrementAndGet();
      return true;
    }
  }

  /** The text with a replacement for what is found; the same object when nothing is. */
  public String replace(String text, String replacement) {
    if (failures.get() >= MOST_FAILURES) {
      return replacement;
    }
    try {
      Matcher matcher = pattern.matcher(new Bounded(text));
      return matcher.find() ? matcher.replaceAll(Matcher.quoteReplacement(replacement)) : text;
    } catch (TooMuchWork | StackOverflowError e) {
      failures.incrementAndGet();
      return replacement;
    }
  }

  @Override
  public String toString() {
    return pattern.toString();
  }

  private static final class TooMuchWork extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private TooMuchWork() {
      super(null, null, false, false);
    }
  }

  /** A text that can be looked at only so often. */
  private static final class Bounded implements CharSequence {
    private final String text;
    private long steps;

    private Bounded(String text) {
      this.text = text;
      this.steps = STEPS_AT_LEAST + (long) STEPS_PER_CHARACTER * text.length();
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (--steps < 0) {
        throw new TooMuchWork();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
