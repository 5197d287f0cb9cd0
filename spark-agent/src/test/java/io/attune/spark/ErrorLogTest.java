package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorCountsTest {
  private final List<String> log = new ArrayList<>();
  private final ErrorLog errors = new ErrorLog(log::add);

  @Test
  void saysEachErrorOnceAndCountsTheRest() {
    for (int i = 0; i < 1_000; i++) {
      errors.report("Sending failed", new IllegalStateException("offset " + i));
    }
    errors.report("Sending failed", new IllegalStateException("closed"));

    assertThat(log)
        .containsExactly(
            "Sending failed: IllegalStateException: offset 0",
            "Sending failed: IllegalStateException: closed");
    assertThat(errors.total()).isEqualTo(1_001);
  }

  @Test
  void namesTheCauseInTheSameLine() {
    errors.report("No producer", new RuntimeException("outer", new IllegalStateException("inner")));

    assertThat(log)
        .containsExactly("No producer: RuntimeException: outer (IllegalStateException: inner)");
  }

  @Test
  void isBounded() {
    for (int i = 0; i < 1_000; i++) {
      errors.report("x".repeat(i), new RuntimeException());
    }

    assertThat(errors.distinct()).isEqualTo(100);
    assertThat(log).hasSize(100);
  }
}
