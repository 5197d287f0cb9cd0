package io.attune.advisor.rules;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What a rule made of a run. */
public sealed interface Verdict {

  /**
   * The rule has nothing to advise.
   *
   * @param reason why, in a short sentence
   */
  record Silent(String reason) implements Verdict {
    public Silent {
      requireNonNull(reason, "reason is null");
    }
  }

  /**
   * The rule has advice.
   *
   * @param advice at least one piece, the most important first
   */
  record Advises(List<Advice> advice) implements Verdict {
    public Advises {
      advice = List.copyOf(advice);
      if (advice.isEmpty()) {
        throw new IllegalArgumentException("a rule that advises must have advice");
      }
    }
  }

  /** Silence with its reason. */
  static Verdict silent(String reason) {
    return new Silent(reason);
  }

  /** Advice when there is any, else silence for the reason given. */
  static Verdict of(List<Advice> advice, String reasonWhenNone) {
    return advice.isEmpty() ? new Silent(reasonWhenNone) : new Advises(advice);
  }
}
