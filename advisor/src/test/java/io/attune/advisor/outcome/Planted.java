package io.attune.advisor.outcome;

import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import io.attune.schemas.Change;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import java.util.List;
import java.util.Optional;

/** Advice made up for a test. */
final class Planted {
  static final String PARTITIONS = "spark.sql.shuffle.partitions";

  private Planted() {}

  static PastAdvice partitions(int previous, int recommended, Double expectedMs) {
    return new PastAdvice(
        PARTITIONS,
        "shuffle-partitions",
        "0123456789abcdef0123456789abcdef",
        Optional.of(Integer.toString(previous)),
        Integer.toString(recommended),
        Optional.of(Integer.toString(Math.max(1, recommended / 2))),
        Optional.of(Integer.toString(recommended * 4)),
        "count",
        false,
        new Impact(
            new Change(expectedMs, null, null, "ms", ImpactBasis.REPLAY),
            new Change(null, null, null, "unit", ImpactBasis.NONE)));
  }

  static RunSummary advise(RunSummary run, PastAdvice... advice) {
    return run.but().recommended(List.of(advice)).build();
  }
}
