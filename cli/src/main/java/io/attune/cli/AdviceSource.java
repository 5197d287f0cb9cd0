package io.attune.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.compare.RunComparison;
import io.attune.advisor.render.Format;
import io.attune.advisor.render.SetSummary;
import java.util.List;
import java.util.Map;

/**
 * What answers questions about workloads: event logs, or a running Attune. Whatever cannot be
 * answered is a {@link CommandFailure} with a sentence.
 */
interface AdviceSource {
  /** What a client calls it by. */
  String name();

  /** All workloads, the one that could save most first. */
  SetSummary workloads();

  /** The runs of a workload that are known: {@code runs[]}, the newest first. */
  ObjectNode runs(String workload);

  /** Why each rule that advises nothing for a workload is silent, by rule. */
  Map<String, String> silent(String workload);

  /**
   * Time and cost of the newest run of a workload at other sizes: {@code predictions[]}.
   *
   * @param slots sizes; empty: those that were looked at anyway
   */
  ObjectNode forecast(String workload, List<Integer> slots);

  /** What stands for a workload, in a platform's form. */
  RenderedAdvice configuration(String workload, Format format);

  /**
   * Why one run took longer than another.
   *
   * @param before Spark's id of the first, or its log
   * @param after the same of the second
   */
  RunComparison compare(String before, String after);

  /**
   * Advice as configuration.
   *
   * @param text the configuration; empty when there is nothing to set
   * @param notes what the format has no place for, a sentence each
   */
  record RenderedAdvice(String text, List<String> notes) {}
}
