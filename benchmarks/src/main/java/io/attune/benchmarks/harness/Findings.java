package io.attune.benchmarks.harness;

import java.util.Map;

/** The results of a benchmark. */
public interface Findings {
  /** The results as text, ending with a line end. */
  String table();

  /** The results as maps, lists, strings and numbers, for JSON. */
  Map<String, Object> document();
}
