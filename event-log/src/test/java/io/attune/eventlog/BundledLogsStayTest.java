package io.attune.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * In the recorded logs is no secret, so nothing may be taken out of them, and no advice changes.
 */
class BundledLogsStayTest {

  private static final List<Path> RECORDED =
      List.of(Path.of("../sample-runs/logs"), Path.of("../sample-runs/nights"));

  @Test
  void nothingIsTakenOut() {
    List<EventLog> logs = EventLogs.find(RECORDED);
    assertThat(logs).hasSizeGreaterThan(25);
    for (EventLog log : logs) {
      ReadReport report = new EventLogReader().read(log, CountingSink.NOWHERE, ReadProgress.NONE);
      assertThat(report.redacted()).as(report.log()).isZero();
    }
  }
}
