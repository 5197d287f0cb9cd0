package io.attune.events;

import com.code_intelligence.jazzer.junit.FuzzTest;

class EventParserFuzzTest {

  /** Any line is an event or is malformed; lines after it are read as if it had not been there. */
  @FuzzTest(maxDuration = "2m")
  void maps(byte[] data) {
    SparkEventMapper mapper =
        new SparkEventMapper(
            new RecordingSink(), MapperOptions.defaults().withApplicationId("app-1"));
    int start = 0;
    for (int i = 0; i <= data.length; i++) {
      if (i == data.length || data[i] == '\n') {
        try {
          mapper.accept(data, start, i - start);
        } catch (MalformedEventException e) {
          // As it should be.
        }
        start = i + 1;
      }
    }
    mapper.finish();
  }
}
