package io.attune.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterTranslationTest {
  private static final LabCluster BASE = new LabCluster(4, 2, 768);

  @Test
  void executorsCoresAndMemoryBecomeTheMaster() {
    ClusterTranslation translation =
        ClusterTranslation.of(
            BASE,
            Map.of(
                "spark.executor.instances", "3",
                "spark.executor.cores", "4",
                "spark.executor.memory", "1280m"));

    assertThat(translation.cluster().master()).isEqualTo("local-cluster[3,4,1280]");
    assertThat(translation.conf())
        .containsEntry("spark.cores.max", "12")
        .doesNotContainKey("spark.executor.instances")
        .containsEntry("spark.executor.memory", "1280m");
    assertThat(translation.remarks()).isEmpty();
  }

  @Test
  void whatIsNotSaidStaysAsItWas() {
    assertThat(ClusterTranslation.of(BASE, Map.of("spark.sql.shuffle.partitions", "4")).cluster())
        .isEqualTo(BASE);
  }

  @Test
  void memoryIsReadInSparksUnits() {
    assertThat(memory("2g")).isEqualTo(2048);
    assertThat(memory("1536")).as("a plain number counts MiB").isEqualTo(1536);
  }

  @Test
  void aBoundOnCoresBoundsTheExecutors() {
    assertThat(ClusterTranslation.of(BASE, Map.of("spark.cores.max", "4")).cluster().executors())
        .isEqualTo(2);
    assertThat(
            ClusterTranslation.of(BASE, Map.of("spark.cores.max", "8", "spark.executor.cores", "4"))
                .cluster())
        .as("larger executors within the same cores")
        .isEqualTo(new LabCluster(2, 4, 768));
  }

  @Test
  void underDynamicAllocationTheMostExecutorsAreStartedAndTheRestIsSparks() {
    ClusterTranslation translation =
        ClusterTranslation.of(
            BASE,
            Map.of(
                "spark.dynamicAllocation.enabled", "true",
                "spark.dynamicAllocation.maxExecutors", "6",
                "spark.executor.instances", "1"));

    assertThat(translation.cluster().executors()).isEqualTo(6);
    assertThat(translation.conf()).containsEntry("spark.executor.instances", "1");
    assertThat(
            ClusterTranslation.of(BASE, Map.of("spark.dynamicAllocation.enabled", "true")).conf())
        .doesNotContainKey("spark.executor.instances");
  }

  @Test
  void whatTheMachineCannotShowIsCutAndSaid() {
    ClusterTranslation translation =
        ClusterTranslation.of(BASE, Map.of("spark.executor.instances", "40"));

    assertThat(translation.cluster().executors()).isEqualTo(8);
    assertThat(translation.remarks()).singleElement().asString().contains("8 executors", "40");
  }

  @Test
  void nonsenseIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memory("plenty"))
        .withMessageContaining("spark.executor.memory")
        .withMessageContaining("plenty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClusterTranslation.of(BASE, Map.of("spark.executor.cores", "two")))
        .withMessageContaining("spark.executor.cores");
  }

  private static int memory(String text) {
    return ClusterTranslation.of(BASE, Map.of("spark.executor.memory", text)).cluster().memoryMib();
  }
}
