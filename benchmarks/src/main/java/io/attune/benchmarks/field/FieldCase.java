package io.attune.benchmarks.field;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A reported problem, rebuilt.
 *
 * @param name in kebab case
 * @param source address of the report
 * @param symptom what people see
 * @param remedy what was accepted
 * @param answer what counts as right
 * @param application main class
 * @param cluster a {@code local-cluster}: executors, slots of each, MiB of each
 * @param conf settings of both runs
 * @param mendedConf settings of the run with the remedy only
 * @param spark directory in {@code spark-homes}
 */
record FieldCase(
    String name,
    String source,
    String symptom,
    String remedy,
    ExpectedAnswer answer,
    Class<?> application,
    List<Integer> cluster,
    Map<String, String> conf,
    Map<String, String> mendedConf,
    String spark) {
  /** Directory in {@code spark-homes} of Spark 3.5. */
  static final String SPARK_3_5 = "spark-3.5-scala-2.13";

  private static final Set<String> AT_START = Set.of("spark.driver.memory", "spark.jars.packages");

  /** Directory in {@code spark-homes} of Spark 4. */
  static final String SPARK_4 = "spark-4-scala-2.13";

  FieldCase {
    requireNonNull(name, "name is null");
    requireNonNull(answer, "answer is null");
    requireNonNull(application, "application is null");
    cluster = List.copyOf(cluster);
    conf = Map.copyOf(conf);
    mendedConf = Map.copyOf(mendedConf);
  }

  /** The master URL. */
  String master() {
    return "local-cluster[" + cluster.get(0) + "," + cluster.get(1) + "," + cluster.get(2) + "]";
  }

  /** Whether its settings are the driver's own, so that it needs a process for itself. */
  boolean alone() {
    return !driverConf().isEmpty();
  }

  /** Settings that a driver has to be started with. */
  Map<String, String> driverConf() {
    Map<String, String> of = new TreeMap<>(conf);
    of.keySet().removeIf(name -> !AT_START.contains(name));
    return of;
  }

  /** Cases with the same can share a driver. */
  String driver() {
    return alone() ? spark + name : spark;
  }

  /** All settings of a run. */
  Map<String, String> conf(boolean mended) {
    Map<String, String> all = new TreeMap<>();
    all.put("spark.executor.cores", Integer.toString(cluster.get(1)));
    all.put("spark.executor.memory", cluster.get(2) + "m");
    all.put("spark.cores.max", Integer.toString(cluster.get(0) * cluster.get(1)));
    all.putAll(conf);
    if (mended) {
      all.putAll(mendedConf);
    }
    return all;
  }

  static Builder named(String name, Class<?> application) {
    return new Builder(name, application);
  }

  /** Builds a case. */
  static final class Builder {
    private final String name;
    private final Class<?> application;
    private final Map<String, String> conf = new TreeMap<>();
    private final Map<String, String> mendedConf = new TreeMap<>();
    private List<Integer> cluster = List.of(2, 4, 1024);
    private String spark = SPARK_3_5;
    private String source = "";
    private String symptom = "";

    private Builder(String name, Class<?> application) {
      this.name = name;
      this.application = application;
    }

    Builder source(String address) {
      source = address;
      return this;
    }

    /** Two executors of one slot each, for programs that compute. */
    Builder computing() {
      cluster = List.of(2, 1, 1024);
      return this;
    }

    Builder cluster(int executors, int cores, int memoryMib) {
      cluster = List.of(executors, cores, memoryMib);
      return this;
    }

    Builder conf(String property, String value) {
      conf.put(property, value);
      return this;
    }

    Builder mendedBy(String property, String value) {
      mendedConf.put(property, value);
      return this;
    }

    Builder onSpark4() {
      spark = SPARK_4;
      return this;
    }

    Builder symptom(String sentence) {
      symptom = sentence;
      return this;
    }

    FieldCase remedy(String sentence, ExpectedAnswer answer) {
      return new FieldCase(
          name, source, symptom, sentence, answer, application, cluster, conf, mendedConf, spark);
    }
  }
}
