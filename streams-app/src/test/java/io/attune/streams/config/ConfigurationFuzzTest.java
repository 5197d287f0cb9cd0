package io.attune.streams.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

class ConfigurationFuzzTest {

  /** Any file is a configuration, or is refused in a sentence. */
  @FuzzTest(maxDuration = "2m")
  void reads(byte[] data) throws IOException {
    Path file = Files.createTempFile("fuzz", ".properties");
    try {
      Files.write(file, data);
      AttuneConfig.load(Optional.of(file), Map.of(), Map.of());
    } catch (ConfigurationException e) {
      // As it should be.
    } finally {
      Files.delete(file);
    }
  }
}
