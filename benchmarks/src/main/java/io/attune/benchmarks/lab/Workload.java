package io.attune.benchmarks.lab;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A real Spark application with its cluster and settings.
 *
 * @param name in kebab case
 * @param kind whether it is misconfigured
 * @param story what it does and what is wrong with it, in a sentence
 * @param application main class
 * @param arguments arguments of the main class; {@code @name} is the directory of a {@link
 *     DataSet}, {@code @out} an output directory
 * @param cluster the executors
 * @param conf the settings
 * @param switches rules whose advice without a setting can be applied in this application
 * @param sparks directories of {@code spark-homes} that it runs with
 */
record Workload(
    String name,
    WorkloadKind kind,
    String story,
    Class<?> application,
    List<String> arguments,
    LabCluster cluster,
    Map<String, String> conf,
    Set<String> switches,
    List<String> sparks) {
  /** Directory in {@code spark-homes} of Spark 3.5. */
  static final String SPARK_3_5 = "spark-3.5-scala-2.13";

  /** Directory in {@code spark-homes} of Spark 4. */
  static final String SPARK_4 = "spark-4-scala-2.13";

  Workload {
    requireNonNull(name, "name is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(application, "application is null");
    requireNonNull(cluster, "cluster is null");
    arguments = List.copyOf(arguments);
    conf = Map.copyOf(conf);
    switches = Set.copyOf(switches);
    sparks = List.copyOf(sparks);
  }

  static Builder mistuned(String name, Class<?> application, String... arguments) {
    return new Builder(name, WorkloadKind.MISTUNED, application, List.of(arguments));
  }

  static Builder healthy(String name, Class<?> application, String... arguments) {
    return new Builder(name, WorkloadKind.HEALTHY, application, List.of(arguments));
  }

  /** Builds a workload. */
  static final class Builder {
    private final String name;
    private final WorkloadKind kind;
    private final Class<?> application;
    private final List<String> arguments;
    private final Map<String, String> conf = new TreeMap<>();
    private final Set<String> switches = new java.util.TreeSet<>();
    private final List<String> sparks = new ArrayList<>();
    private String story = "";
    private LabCluster cluster = new LabCluster(2, 1, 1024);

    private Builder(String name, WorkloadKind kind, Class<?> application, List<String> arguments) {
      this.name = name;
      this.kind = kind;
      this.application = application;
      this.arguments = arguments;
    }

    Builder cluster(int executors, int cores, int memoryMib) {
      cluster = new LabCluster(executors, cores, memoryMib);
      return this;
    }

    Builder conf(String property, String value) {
      conf.put(property, value);
      return this;
    }

    Builder follows(String... ruleIds) {
      switches.addAll(List.of(ruleIds));
      return this;
    }

    Builder on(String... homes) {
      sparks.addAll(List.of(homes));
      return this;
    }

    Workload story(String sentence) {
      story = sentence;
      return new Workload(
          name, kind, story, application, arguments, cluster, conf, switches, sparks);
    }
  }
}
