package io.attune.streams.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Run with {@code -Dattune.update=true} to write the page anew. */
class ConfigurationReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");

  @Test
  void pageIsWhatTheTableSays() throws Exception {
    String wanted = ConfigurationReference.markdown();
    if (Boolean.getBoolean("attune.update")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, wanted);
    }
    assertThat(PAGE)
        .as("docs/configuration.md; run this test with -Dattune.update=true to write it anew")
        .hasContent(wanted);
  }
}
