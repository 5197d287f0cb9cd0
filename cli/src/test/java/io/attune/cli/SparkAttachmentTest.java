package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkAttachmentTest {
  private final SparkAttachment attachment =
      new SparkAttachment(
          Path.of("/opt/my tools/agent.jar"), "127.0.0.1:19092", "http://127.0.0.1:18081");

  @Test
  void takesTwoLinesWhereTheyFit() {
    assertThat(attachment.lines(200))
        .containsExactly(
            "--jars '/opt/my tools/agent.jar'"
                + " --conf spark.extraListeners=io.attune.spark.AttuneListener",
            "--conf spark.attune.kafka.bootstrap.servers=127.0.0.1:19092"
                + " --conf spark.attune.schema.registry.url=http://127.0.0.1:18081");
  }

  @Test
  void takesALineForEachArgumentWhereTheyDoNot() {
    assertThat(attachment.lines(76)).isEqualTo(attachment.arguments()).hasSize(4);
  }

  @Test
  void findsTheAgentOfAnInstallationBeforeThatOfACheckout(@TempDir Path home) throws Exception {
    Path built = home.resolve("spark-agent/target/attune-spark-agent.jar");
    String before = System.getProperty("attune.home");
    System.setProperty("attune.home", home.toString());
    try {
      assertThat(SparkAttachment.agentJar()).isEqualTo(built).doesNotExist();
      Files.createDirectories(built.getParent());
      Files.createFile(built);
      assertThat(SparkAttachment.agentJar()).isEqualTo(built);
      Path installed = home.resolve("agent/attune-spark-agent.jar");
      Files.createDirectories(installed.getParent());
      Files.createFile(installed);
      assertThat(SparkAttachment.agentJar()).isEqualTo(installed);
    } finally {
      if (before == null) {
        System.clearProperty("attune.home");
      } else {
        System.setProperty("attune.home", before);
      }
    }
  }

  @Test
  void tellsWhenTheAgentHasNotBeenBuilt() {
    assertThat(attachment.isBuilt()).isFalse();
  }
}
