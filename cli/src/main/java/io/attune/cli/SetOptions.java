package io.attune.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** What is printed of many logs, and when that counts as a failure. */
final class SetOptions {
  @Option(
      names = "--details",
      description =
          "Of several runs: also the cards of each, below the summary. Other formats than the table"
              + " have them anyway.")
  private boolean details;

  @Option(
      names = "--summary",
      description =
          "The summary alone: a table, or with --format json one document. Default for a table of"
              + " several runs.")
  private boolean summary;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      description =
          "Of several runs: only those of this workload, with their cards; 'nightly-*' is any that"
              + " begins so. May be given several times.")
  private List<String> workloads = List.of();

  @Option(
      names = "--strict",
      description =
          "Exit with 1 when anything was left out; without it, only when nothing was left.")
  private boolean strict;

  boolean details() {
    return details;
  }

  boolean summary() {
    return summary;
  }

  boolean strict() {
    return strict;
  }

  /** The workloads that were asked for; empty: all. */
  List<Glob> workloads() {
    return workloads.stream().map(Glob::of).toList();
  }

  /** Whether only some workloads are wanted. */
  boolean isNarrowed() {
    return !workloads.isEmpty();
  }
}
