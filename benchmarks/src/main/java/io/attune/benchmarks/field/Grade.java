package io.attune.benchmarks.field;

/** What Attune's answer was worth. */
enum Grade {
  /** Names the cause, the accepted remedy, or another that works, and nothing that does not. */
  RIGHT,
  /** Says nothing of weight, or only what does no harm. */
  SILENT,
  /** Advises something that does not help. */
  WRONG
}
