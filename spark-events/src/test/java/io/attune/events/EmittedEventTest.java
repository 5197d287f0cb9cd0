package io.attune.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmittedEventTest {
  private static final String END =
      "{\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":1700000000000}";

  private static List<EmittedEvent> of(String json) {
    return EmittedEvent.of(json.getBytes(StandardCharsets.UTF_8), null);
  }

  private static String envelope(String category, String properties) {
    return "{\"timestamp\":\"2026-11-30T09:13:57.978Z\",\"category\":\""
        + category
        + "\",\"applicationId\":\"application_1_0001\",\"executorId\":\"driver\",\"properties\":"
        + properties
        + "}";
  }

  private static List<String> ends(List<EmittedEvent> events) {
    List<String> ids = new ArrayList<>();
    for (EmittedEvent event : events) {
      RecordingSink sink = new RecordingSink();
      SparkEventMapper mapper =
          new SparkEventMapper(
              sink, MapperOptions.defaults().withApplicationId(event.applicationId()));
      mapper.accept(event.parse(new EventParser(), mapper.redaction()));
      assertThat(mapper.ended()).isTrue();
      ids.add(mapper.applicationId());
    }
    return ids;
  }

  @Test
  void thePropertiesOfAnEnvelopeAreTheEvent() {
    assertThat(ends(of(envelope("EventLog", END)))).containsExactly("application_1_0001");
  }

  @Test
  void itsTextMayBeAMessage() {
    String message = "{\"message\":\"" + END.replace("\"", "\\\"") + "\"}";
    assertThat(ends(of(envelope("EventLog", message)))).containsExactly("application_1_0001");
  }

  @Test
  void severalMayStandInOneRecord() {
    String two =
        "["
            + envelope("EventLog", END)
            + ", "
            + envelope("EventLog", END).replace("_1_", "_2_")
            + "]";
    assertThat(ends(of(two))).containsExactly("application_1_0001", "application_2_0001");
  }

  @Test
  void anEventByItselfIsOfItsCarrier() {
    assertThat(ends(EmittedEvent.of(END.getBytes(StandardCharsets.UTF_8), "app-7")))
        .containsExactly("app-7");
  }

  @ParameterizedTest
  @CsvSource({"Log", "Metrics", "DriverLog", "ExecutorLog"})
  void otherCategoriesHoldNoEvent(String category) {
    assertThat(of(envelope(category, "{\"message\":\"hello\",\"level\":\"INFO\"}"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|it is empty",
        "7|it is not a JSON object",
        "[7]|it holds something else than JSON objects",
        "{\"category\":\"EventLog\",\"properties\":{\"Event\":\"x\"}}|it names no application",
        "{\"category\":\"EventLog\",\"applicationId\":\"a\"}|its properties are no Spark event",
        "{\"category\":\"EventLog\",\"applicationId\":\"a\",\"properties\":{}}|its properties are no",
        "{\"category\":|truncated",
      })
  void whatIsNone(String json, String reason) {
    assertThatThrownBy(() -> of(json))
        .isInstanceOf(MalformedEventException.class)
        .hasMessageContaining(reason);
  }
}
