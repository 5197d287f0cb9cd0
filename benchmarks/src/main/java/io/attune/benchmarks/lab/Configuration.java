package io.attune.benchmarks.lab;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration of a workload in a round, with its runs.
 *
 * @param round 0 for the initial configuration, then one for each set of recommendations applied
 * @param cluster the executors
 * @param conf Spark properties, without those of every run of the lab
 * @param switches rules whose advice without a setting was applied in the code
 * @param remarks what could not be applied exactly
 * @param advice recommendations on the topic after the first run of this round
 * @param runs the runs, oldest first; Attune's advice is based on the first
 */
record Configuration(
    int round,
    LabCluster cluster,
    Map<String, String> conf,
    List<String> switches,
    List<String> remarks,
    List<ReceivedAdvice> advice,
    List<MeasuredRun> runs) {

  Configuration {
    requireNonNull(cluster, "cluster is null");
    conf = java.util.Collections.unmodifiableMap(new TreeMap<>(conf));
    switches = switches.stream().sorted().distinct().toList();
    remarks = List.copyOf(remarks);
    advice = List.copyOf(advice);
    runs = List.copyOf(runs);
  }

  /** The workload's initial configuration. */
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

  Configuration withRun(MeasuredRun run) {
    List<MeasuredRun> more = new ArrayList<>(runs);
    more.add(run);
    return new Configuration(round, cluster, conf, switches, remarks, advice, more);
  }

  /** Whether cluster and properties are the same. */
  boolean startsLike(Configuration other) {
    return cluster.equals(other.cluster)
        && conf.equals(other.conf)
        && switches.equals(other.switches);
  }
}
