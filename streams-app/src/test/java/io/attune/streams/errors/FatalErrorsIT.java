package io.attune.streams.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FatalErrorsIT {
  private static final int EXIT_CODE = 3;

  /** A process in which a thread runs out of memory, or a failure tells of it. */
  public static void main(String[] arguments) throws InterruptedException {
    FatalErrors.endProcess(EXIT_CODE);
    OutOfMemoryError error = new OutOfMemoryError("planted");
    if (arguments[0].equals("thread")) {
      Thread thread =
          new Thread(
              () -> {
                throw error;
              });
      thread.start();
      thread.join();
    } else {
      FatalErrors.check(new StreamsException("in a stream thread", error));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"thread", "failure"})
  void aProcessThatIsOutOfMemoryEndsWithItsCode(String where) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    FatalErrorsIT.class.getName(),
                    where))
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isEqualTo(EXIT_CODE);
  }

  @Test
  void aStackThatOverflowedDoesNotEndIt() {
    assertThat(FatalErrors.isFatal(new StreamsException("deep", new StackOverflowError())))
        .isFalse();
    assertThat(FatalErrors.isFatal(new StreamsException("broken"))).isFalse();
    assertThat(FatalErrors.isFatal(new StreamsException("full", new OutOfMemoryError()))).isTrue();
  }
}
