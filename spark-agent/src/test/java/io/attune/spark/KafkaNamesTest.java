package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KafkaNamesTest {
  private static final String JAAS =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\";";

  @Test
  void followsKafkaIntoTheShadedPackage() {
    assertThat(KafkaNames.replacePackage(JAAS, "shaded.org.apache.kafka."))
        .startsWith("shaded.org.apache.kafka.common.security.plain.PlainLoginModule ");
  }

  @Test
  void leavesAloneWhatIsThereAlready() {
    String moved = "shaded." + JAAS;
    assertThat(KafkaNames.replacePackage(moved, "shaded.org.apache.kafka.")).isEqualTo(moved);
  }

  @Test
  void changesNothingWhereKafkaHasItsOwnName() {
    assertThat(KafkaNames.relocate(JAAS)).isEqualTo(JAAS);
    assertThat(KafkaNames.packageName()).isEqualTo("org.apache.kafka");
  }
}
