package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/** Whether an application has ended, and how that is known. */
public sealed interface Ending {

  /** Nothing says that it has ended: it runs, or nobody knows. */
  Ending UNKNOWN = new Unknown();

  /** When it ended; empty when it is not known to have. */
  Optional<Instant> time();

  /** A word for it: {@code said}, {@code evidence} or {@code unknown}. */
  String kind();

  /**
   * Spark said it.
   *
   * @param at when
   */
  record Said(Instant at) implements Ending {
    /** Checks the field. */
    public Said {
      requireNonNull(at, "at is null");
    }

    @Override
    public Optional<Instant> time() {
      return Optional.of(at);
    }

    @Override
    public String kind() {
      return "said";
    }
  }

  /**
   * Spark did not say it, as on Databricks, where the cluster is taken down, but something shows
   * it.
   *
   * @param at the newest time that was seen
   * @param evidence what shows it, in a clause
   */
  record ByEvidence(Instant at, String evidence) implements Ending {
    /** Checks the fields. */
    public ByEvidence {
      requireNonNull(at, "at is null");
      requireNonNull(evidence, "evidence is null");
    }

    @Override
    public Optional<Instant> time() {
      return Optional.of(at);
    }

    @Override
    public String kind() {
      return "evidence";
    }
  }

  /** Nothing says it. */
  record Unknown() implements Ending {
    @Override
    public Optional<Instant> time() {
      return Optional.empty();
    }

    @Override
    public String kind() {
      return "unknown";
    }
  }
}
