package io.attune.benchmarks.lab;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a workload was run in one round, and what came of it.
 *
 * @param round 0 for the workload as it came, then one for each set of advice that was followed
 * @param cluster the executors
 * @param conf what was handed to Spark, without what every run of the lab gets
 * @param switches rules whose advice has no setting and was followed in the code
 * @param remarks what could not be followed to the letter
 * @param advice what stood on the topic after the first run of this round
 * @param runs the runs, oldest first; the first is the one that Attune judged
 */
record Configuration(
    int round,
    LabCluster cluster,
    Map<String, String> conf,
    List<String> switches,
    List<String> remarks,
    List<ReceivedAdvice> advice,
    List<Measured> runs) {

  Configuration {
    requireNonNull(cluster, "cluster is null");
    conf = java.util.Collections.unmodifiableMap(new TreeMap<>(conf));
    switches = switches.stream().sorted().distinct().toList();
    remarks = List.copyOf(remarks);
    advice = List.copyOf(advice);
    runs = List.copyOf(runs);
  }

  /** The workload as it came. */
  static Configuration initial(Workload workload) {
    return new Configuration(
        0,
        workload.cluster(),
        ClusterTranslation.of(workload.cluster(), workload.conf()).conf(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  Configuration withAdvice(List<ReceivedAdvice> received) {
    return new Configuration(round, cluster, conf, switches, remarks, received, runs);
  }

  Configuration withRun(Measured run) {
    List<Measured> more = new ArrayList<>(runs);
    more.add(run);
    return new Configuration(round, cluster, conf, switches, remarks, advice, more);
  }

  /** Whether Spark would be started in the same way. */
  boolean startsLike(Configuration other) {
    return cluster.equals(other.cluster)
        && conf.equals(other.conf)
        && switches.equals(other.switches);
  }
}
