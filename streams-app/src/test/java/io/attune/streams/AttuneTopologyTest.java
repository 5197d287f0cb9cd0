package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The names of nodes, stores and internal topics are a contract with running installations: a
 * changed name abandons its state. Run with {@code -Dattune.update=true} to accept a change.
 */
class AttuneTopologyTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "topology.txt");

  @Test
  void isAsItWas(@TempDir Path state) throws Exception {
    try (Pipeline pipeline = new Pipeline(state, Map.of())) {
      String now = pipeline.topology.describe().toString();
      if (Boolean.getBoolean("attune.update")) {
        Files.writeString(GOLDEN, now);
      }
      assertThat(now).isEqualTo(Files.readString(GOLDEN));
      assertThat(now).doesNotContain("KSTREAM-").doesNotContain("KTABLE-");
    }
  }
}
