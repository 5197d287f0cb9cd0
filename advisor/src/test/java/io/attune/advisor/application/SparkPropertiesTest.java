package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.SparkProperties.Scope;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SparkPropertiesTest {
  private final SparkProperties table = SparkProperties.standard();

  @Test
  void a_property_has_the_name_that_the_running_version_knows() {
    assertThat(table.nameIn("spark.excludeOnFailure.enabled", "3.1.2"))
        .contains("spark.excludeOnFailure.enabled");
    assertThat(table.nameIn("spark.excludeOnFailure.enabled", "2.3.0"))
        .contains("spark.blacklist.enabled");
    assertThat(table.nameIn("spark.excludeOnFailure.enabled", "2.0.2")).isEmpty();
    assertThat(table.nameIn("spark.executor.memoryOverhead", "2.2.1"))
        .contains("spark.yarn.executor.memoryOverhead");
    assertThat(table.nameIn("spark.sql.adaptive.advisoryPartitionSizeInBytes", "2.4.8"))
        .contains("spark.sql.adaptive.shuffle.targetPostShuffleInputSize");
    assertThat(table.nameIn("spark.sql.adaptive.coalescePartitions.minPartitionSize", "3.1.3"))
        .isEmpty();
  }

  @Test
  void an_unknown_version_counts_as_the_newest_and_what_is_not_in_the_table_has_no_name() {
    assertThat(table.nameIn("spark.sql.files.maxPartitionNum", null)).isPresent();
    assertThat(table.nameIn("spark.sql.files.maxPartitionNum", "nightly")).isPresent();
    assertThat(table.nameIn("spark.no.such.property", "3.5.0")).isEmpty();
  }

  @Test
  void a_cluster_manager_heeds_its_own_properties() {
    assertThat(table.isHeeded("spark.executor.instances", ClusterManager.YARN)).isTrue();
    assertThat(table.isHeeded("spark.executor.instances", ClusterManager.STANDALONE)).isFalse();
    assertThat(table.isHeeded("spark.cores.max", ClusterManager.KUBERNETES)).isFalse();
    assertThat(table.isHeeded("spark.decommission.enabled", ClusterManager.YARN)).isFalse();
    assertThat(table.isHeeded("spark.executor.memory", ClusterManager.DATABRICKS)).isFalse();
    assertThat(table.isHeeded("spark.executor.memory", ClusterManager.LOCAL)).isFalse();
    assertThat(table.isHeeded("spark.cores.max", ClusterManager.UNKNOWN)).isTrue();
    assertThat(table.isHeeded("spark.no.such.property", ClusterManager.UNKNOWN)).isFalse();
  }

  @Test
  void the_scope_says_when_a_property_is_read() {
    assertThat(table.scope("spark.executor.memory")).contains(Scope.START);
    assertThat(table.scope("spark.sql.broadcastTimeout")).contains(Scope.SESSION);
    assertThat(table.scope("spark.sql.shuffle.partitions")).contains(Scope.CHECKPOINT);
  }

  @Test
  void every_property_in_the_table_is_heeded_by_somebody_and_known_to_the_newest_version() {
    for (String property : table.names()) {
      assertThat(table.nameIn(property, null)).as(property).contains(property);
      assertThat(ClusterManager.values())
          .as(property)
          .anyMatch(m -> m != ClusterManager.UNKNOWN && table.isHeeded(property, m));
    }
  }

  @Test
  void a_value_counts_under_each_of_its_names() {
    SparkSettings old = settings("2.3.0", Map.of("spark.blacklist.enabled", "true"));
    assertThat(old.flag("spark.excludeOnFailure.enabled")).contains(true);
    assertThat(old.isSet("spark.excludeOnFailure.enabled")).isTrue();
    assertThat(old.nameHere("spark.excludeOnFailure.enabled")).contains("spark.blacklist.enabled");

    SparkSettings both =
        settings(
            "3.5.0",
            Map.of(
                "spark.executor.memoryOverhead",
                "2g",
                "spark.yarn.executor.memoryOverhead",
                "512"));
    assertThat(both.bytes("spark.executor.memoryOverhead")).hasValue(2L << 30);
    assertThat(
            settings("2.2.0", Map.of("spark.yarn.executor.memoryOverhead", "512"))
                .bytes("spark.executor.memoryOverhead"))
        .hasValue(512L << 20);
  }

  @Test
  void the_master_says_who_gives_the_executors() {
    assertThat(manager("spark.master", "yarn")).isEqualTo(ClusterManager.YARN);
    assertThat(manager("spark.master", "yarn-client")).isEqualTo(ClusterManager.YARN);
    assertThat(manager("spark.master", "k8s://https://h:6443"))
        .isEqualTo(ClusterManager.KUBERNETES);
    assertThat(manager("spark.master", "spark://h:7077")).isEqualTo(ClusterManager.STANDALONE);
    assertThat(manager("spark.master", "local-cluster[2,1,1024]"))
        .isEqualTo(ClusterManager.UNKNOWN);
    assertThat(manager("spark.master", "local[*]")).isEqualTo(ClusterManager.LOCAL);
    assertThat(manager("spark.master", "mesos://h:5050")).isEqualTo(ClusterManager.MESOS);
    assertThat(manager("spark.app.name", "x")).isEqualTo(ClusterManager.UNKNOWN);
    assertThat(
            ClusterManager.of(
                Map.of(
                    "spark.master", "local[*, 4]",
                    "spark.databricks.clusterUsageTags.clusterId", "0101-abc")))
        .isEqualTo(ClusterManager.DATABRICKS);
  }

  private static ClusterManager manager(String property, String value) {
    return ClusterManager.of(Map.of(property, value));
  }

  private static SparkSettings settings(String version, Map<String, String> properties) {
    return new SparkSettings(Map.of(), properties, version, null, OptionalLong.empty());
  }
}
