package io.attune.streams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A setting that was renamed goes on working under its former name, and one warning says so. */
class RenamedOptionTest {
  private final ConfigurationSources sources =
      new ConfigurationSources(Map.of("judging.interval", Options.ADVICE_INTERVAL.name()));

  private final Logger logger = (Logger) LoggerFactory.getLogger(ConfigurationSources.class);
  private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();

  @TempDir private Path directory;

  @BeforeEach
  void listen() {
    warnings.start();
    logger.addAppender(warnings);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(warnings);
  }

  private static Duration interval(ConfigurationSources sources) {
    return AttuneConfig.of(sources).get(Options.ADVICE_INTERVAL);
  }

  private List<String> warnings() {
    return warnings.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void theFormerNameWorksInEverySource() throws Exception {
    Path file =
        Files.writeString(directory.resolve("attune.properties"), "judging.interval = 1s\n");

    assertThat(interval(sources.file(file))).isEqualTo(Duration.ofSeconds(1));
    assertThat(interval(sources.environment(Map.of("ATTUNE_JUDGING_INTERVAL", "2s"))))
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(interval(sources.settings(Map.of("judging.interval", "3s"))))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void oneWarningNamesTheNameOfToday() {
    interval(sources.settings(Map.of("judging.interval", "1s")));

    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("judging.interval", "is called advice.interval now");
  }

  @Test
  void theNameOfTodayWinsInOneSourceAndTheLaterSourceWinsByEitherName() {
    Map<String, String> both = Map.of("judging.interval", "1s", "advice.interval", "2s");
    assertThat(interval(sources.settings(both))).isEqualTo(Duration.ofSeconds(2));

    assertThat(interval(sources.settings(both).settings(Map.of("judging.interval", "3s"))))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aBadValueIsComplainedOfUnderTheNameOfToday() {
    assertThatThrownBy(() -> interval(sources.settings(Map.of("judging.interval", "often"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("advice.interval is 'often'");
  }
}
