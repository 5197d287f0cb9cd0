package io.attune.advisor.rules.reliability;

import io.attune.advisor.application.ClusterManager;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.statistics.RemovalCause;
import java.util.List;
import java.util.regex.Pattern;

/** Puts losses of executors that no setting answers into words. */
final class LossWords {
  private static final int MOST_WORDS = 100;

  private static final Pattern PREEMPTED =
      Pattern.compile("(?is)^(?!.*\\bspot\\b).*(?:preempt|(?:code|status)[: =]*-102)");

  /** SIGABRT and SIGSEGV. */
  private static final Pattern CRASHED =
      Pattern.compile(
          "(?i)(?:code|status)(?: is)?[: =]*(?:134|139)(?![0-9])|SIGSEGV|SIGABRT|fatal error has"
              + " been detected by the Java");

  /** What the master of a standalone cluster says of executors whose worker is gone. */
  private static final Pattern WORKER_LOST = Pattern.compile("(?i)^\\s*worker lost\\b");

  private LossWords() {}

  /** More of address space is seldom needed: YARN's check itself is what is wrong. */
  static String virtualMemory(List<RunFacts.Removal> removals) {
    return Amounts.counted(removals.size(), "executor")
        + " killed at a limit of virtual memory ("
        + shortened(removals.get(0).reason())
        + "): have YARN not check it (yarn.nodemanager.vmem-check-enabled=false, YARN-4714) or"
        + " allow more of it (yarn.nodemanager.vmem-pmem-ratio); that is address space, of which a"
        + " JVM takes more than it uses.";
  }

  /** YARN tells Spark of nodes that go; an application cannot keep them. */
  static String takenBackByYarn(List<RunFacts.Removal> removals) {
    boolean preempted =
        removals.stream().allMatch(removal -> PREEMPTED.matcher(removal.reason()).find());
    return Amounts.counted(removals.size(), "executor")
        + " taken back by the platform ("
        + shortened(removals.get(0).reason())
        + "): "
        + (preempted
            ? "another queue had a right to the memory, so have the queue of this application"
                + " guarantee what it needs, or run it in one that is not preempted."
            : "their nodes went away, with the shuffle data on them, so keep the driver and some"
                + " executors on nodes that stay (on EMR core nodes, on Dataproc primary workers,"
                + " elsewhere by node label with spark.yarn.executor.nodeLabelExpression); without"
                + " the external shuffle service and from Spark 3.4 on"
                + " spark.decommission.enabled=true moves data off nodes that YARN decommissions in"
                + " order.");
  }

  /** Whether a JVM crashed. */
  static boolean tellOfCrash(List<RunFacts.Removal> removals) {
    return removals.stream().anyMatch(removal -> CRASHED.matcher(removal.reason()).find());
  }

  static String crashed(List<RunFacts.Removal> removals) {
    return Amounts.counted(removals.size(), "executor")
        + " lost ("
        + shortened(removals.get(0).reason())
        + "): its JVM crashed in native code, so look for hs_err_pid*.log in its directory, which"
        + " names the library (a codec, Arrow, an accelerator) or the JVM itself; try without it,"
        + " or with another update of either.";
  }

  /** Those whose workers the master of a standalone cluster gave up, if they are the most. */
  static List<RunFacts.Removal> withWorker(List<RunFacts.Removal> removals) {
    List<RunFacts.Removal> found =
        removals.stream().filter(removal -> WORKER_LOST.matcher(removal.reason()).find()).toList();
    return 2 * found.size() > removals.size() ? found : List.of();
  }

  /** The executors' logs end in the middle: what happened, happened to the machines. */
  static String workerLost(List<RunFacts.Removal> removals) {
    return Amounts.counted(removals.size(), "executor")
        + " lost with "
        + (removals.size() == 1 ? "its worker" : "their workers")
        + " ("
        + shortened(removals.get(0).reason())
        + "): the master heard nothing from "
        + (removals.size() == 1 ? "it" : "them")
        + " for spark.worker.timeout (60 s by default), so look at the machines (memory given to"
        + " executors beyond what they have, swapping, other load), at the network and at the"
        + " workers' logs; no setting of the application answers it.";
  }

  static String shortOfDisk(RuleContext context, List<RunFacts.Removal> removals) {
    List<String> evicted =
        removals.stream()
            .map(RunFacts.Removal::reason)
            .filter(RemovalCause::isShortOfDisk)
            .toList();
    int others = removals.size() - evicted.size();
    return Amounts.counted(evicted.size(), "executor")
        + " lost, evicted as local disk ran short ("
        + shortened(evicted.get(0))
        + "): "
        + (context.settings().clusterManager() == ClusterManager.YARN
            ? "give the local-dirs of the node managers more room (a disk that is 90 % full is"
                + " taken out,"
                + " yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage)"
            : "give Spark's local directories volumes of their own"
                + " (spark.kubernetes.executor.volumes with a name that begins with"
                + " spark-local-dir-)")
        + ", and see what spills; more memory does not help"
        + (others > 0 ? "; " + others + " more lost without a reason" : "")
        + ".";
  }

  static String shortened(String reason) {
    String line = reason.replaceAll("\\s+", " ").trim();
    // YARN names container and host first, and only then what happened.
    line =
        line.replaceFirst(
            "(?i)\\s*(?:from a bad node)?: container_\\S+ on host: (\\S+?)\\.? Exit",
            " on $1: exit");
    if (line.length() <= MOST_WORDS) {
      return line;
    }
    int end = line.lastIndexOf(' ', MOST_WORDS - 3);
    return line.substring(0, end > MOST_WORDS / 2 ? end : MOST_WORDS - 3) + "...";
  }
}
