package io.attune.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadsTest {
  private static final List<Workload> ALL = Workloads.all();

  @Test
  void thereAreEnoughOfThemOfBothKindsAndOnBothSparks() {
    assertThat(ALL).hasSizeGreaterThanOrEqualTo(16);
    assertThat(ALL)
        .filteredOn(w -> w.kind() == WorkloadKind.HEALTHY)
        .hasSizeGreaterThanOrEqualTo(4);
    assertThat(ALL).flatExtracting(Workload::sparks).contains(Workload.SPARK_3_5, Workload.SPARK_4);
    assertThat(ALL).extracting(Workload::name).doesNotHaveDuplicates();
    assertThat(ALL).allSatisfy(w -> assertThat(w.sparks()).isNotEmpty());
    assertThat(ALL).extracting(Workload::story).doesNotContain("");
  }

  @Test
  void eachFitsTheMachineAsItComes() {
    assertThat(ALL)
        .allSatisfy(
            w -> {
              ClusterTranslation translation = ClusterTranslation.of(w.cluster(), w.conf());
              assertThat(translation.cluster()).isEqualTo(w.cluster());
              assertThat(translation.remarks()).isEmpty();
            });
  }

  @Test
  void everyPlaceholderIsADataSetOrTheOutput() {
    assertThat(ALL)
        .allSatisfy(
            w ->
                assertThat(w.arguments().stream().filter(a -> a.startsWith("@")).toList())
                    .allSatisfy(
                        a ->
                            assertThat(
                                    a.equals("@out")
                                        || DataSet.of(w).stream()
                                            .anyMatch(d -> a.equals("@" + d.folder())))
                                .as(a)
                                .isTrue()));
  }
}
