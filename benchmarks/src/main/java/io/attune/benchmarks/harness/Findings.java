package io.attune.benchmarks.harness;

import java.util.Map;

/** What a benchmark has found: for a terminal and for a program. */
public interface Findings {
  /** A table for a terminal, with a line end at its end. */
  String table();

  /** The same as plain maps, lists, texts and numbers, for JSON. */
  Map<String, Object> document();
}
