package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "nightly-*, nightly-orders, true",
    "nightly-*, my-nightly-orders, false",
    "*.zstd, app.zstd, true",
    "*.zstd, appxzstd, false",
    "app-?, app-1, true",
    "app-?, app-12, false",
    "app-[12], app-2, true",
    "app-[!12], app-2, false",
    "app-[!12], app-3, true",
    "app-[1, app-[1, true",
    "a(b)+, a(b)+, true",
    "a\\d, a1, false",
  })
  void matchesAsAShellDoes(String glob, String name, boolean matches) {
    assertThat(Glob.of(glob).matches(name)).isEqualTo(matches);
  }
}
