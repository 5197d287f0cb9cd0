package io.attune.advisor.table;

import java.util.Collection;

/**
 * Every number that a rule uses, with its unit, its source and what it means. The defaults are the
 * resource {@code rules.yaml}; a user's own values merge over them.
 */
public final class RuleTable {
  private static final NumberTable.Title TITLE =
      new NumberTable.Title("rule table", "skew.ratio: 6", RuleTableException::new);

  private final NumberTable numbers;

  private RuleTable(NumberTable numbers) {
    this.numbers = numbers;
  }

  /** The table as shipped. */
  public static RuleTable standard() {
    return Standard.TABLE;
  }

  /** Read once: it is asked for at every look at an ended run, and cannot be changed. */
  private static final class Standard {
    private static final RuleTable TABLE =
        new RuleTable(NumberTable.of(TITLE, NumberTable.resource(RuleTable.class, "rules.yaml")));
  }

  /**
   * This table with a user's values over it.
   *
   * @param yaml a mapping from key to number, either flat ({@code skew.ratio: 6}) or by group
   *     ({@code skew: {ratio: 6}})
   * @throws RuleTableException when it is no such mapping, a key is not in the table, or a value is
   *     out of range; the message is one sentence for the user
   */
  public RuleTable with(String yaml) {
    return NumberTable.parse(TITLE, yaml)
        .map(values -> new RuleTable(numbers.with(values)))
        .orElse(this);
  }

  /**
   * A number.
   *
   * @throws IllegalArgumentException when the table has no such key
   */
  public double number(String key) {
    return numbers.number(key);
  }

  /** A number, rounded to a whole one: bytes, milliseconds, a count. */
  public long whole(String key) {
    return Math.round(number(key));
  }

  /** All numbers, by key. */
  public Collection<NumberTable.Entry> entries() {
    return numbers.entries();
  }
}
