package io.attune.advisor.application;

import java.util.Map;
import java.util.Optional;

/** What gives an application its executors, and so decides which of its settings are heeded. */
public enum ClusterManager {
  /** Hadoop YARN, Amazon EMR and Dataproc clusters among them. */
  YARN('Y', "YARN"),
  /** Kubernetes, EMR on EKS among them. */
  KUBERNETES('K', "Kubernetes"),
  /** Spark's own master and workers. */
  STANDALONE('S', "a standalone cluster"),
  /** Mesos, up to Spark 3.5. */
  MESOS('M', "Mesos"),
  /** No cluster: tasks run in the driver. */
  LOCAL('L', "local mode"),
  /** Databricks, which derives executors from its node types. */
  DATABRICKS('D', "Databricks"),
  /** Not known. */
  UNKNOWN('?', "this cluster manager");

  private final char code;
  private final String label;

  ClusterManager(char code, String label) {
    this.code = code;
    this.label = label;
  }

  /** The letter that stands for it in the table of properties. */
  char code() {
    return code;
  }

  /** How it is named in a sentence. */
  public String label() {
    return label;
  }

  /**
   * By the master URL, and by the properties that Databricks sets on every cluster. {@code
   * local-cluster}, with which Spark tests itself, stands in for any of them.
   */
  static ClusterManager of(Map<String, String> properties) {
    if (properties.containsKey("spark.databricks.clusterUsageTags.clusterId")) {
      return DATABRICKS;
    }
    String master = Optional.ofNullable(properties.get("spark.master")).orElse("");
    if (SparkSettings.isLocal(master)) {
      return LOCAL;
    } else if (master.startsWith("yarn")) {
      return YARN;
    } else if (master.startsWith("k8s://")) {
      return KUBERNETES;
    } else if (master.startsWith("spark://")) {
      return STANDALONE;
    } else if (master.startsWith("mesos://")) {
      return MESOS;
    }
    return UNKNOWN;
  }
}
