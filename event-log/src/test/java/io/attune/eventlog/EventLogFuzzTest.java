package io.attune.eventlog;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.attune.events.MapperOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

class EventLogFuzzTest {

  private static final int LONGEST_LINE = 1 << 20;

  /** Any file is a log that is read, in whole or in part, or ends in one sentence. */
  @FuzzTest(maxDuration = "2m")
  void reads(byte[] data) throws IOException {
    Path file = Files.createTempFile("fuzz", ".log");
    try {
      Files.write(file, data);
      EventLogReader reader =
          new EventLogReader(MapperOptions.defaults(), LONGEST_LINE, 0, InstantSource.system());
      EventLogs.find(List.of(file))
          .forEach(log -> reader.read(log, CountingSink.NOWHERE, ReadProgress.NONE));
    } catch (EventLogException e) {
      if (e.getMessage().contains("\n")) {
        throw new AssertionError("not one sentence: " + e.getMessage(), e);
      }
    } finally {
      Files.delete(file);
    }
  }
}
