package io.attune.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonCursorTest {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String[] NAMES = {
    "a", "Task ID", "Stage Attempt ID", "ä", "\\u00e4", "tab\\tname", "", "x".repeat(80), "b"
  };
  private static final String[] STRINGS = {
    "",
    "driver",
    "host-1",
    "quote \\\" in it",
    "back\\\\",
    "\\u20ac \\ud83d\\ude00",
    "€ 😀",
    "a\\/b",
    "{[",
    "]}",
    "\\n\\r\\t\\b\\f",
    "y".repeat(100)
  };
  private static final String[] NUMBERS = {
    "0",
    "-1",
    "1795364547359",
    "999999999999999999",
    "9223372036854775807",
    "-9223372036854775808",
    "1.5",
    "-2.75e3",
    "1E2"
  };

  private final JsonCursor cursor = new JsonCursor();

  /** Reads the same values as Jackson, whatever is skipped in between. */
  @Property(tries = 400)
  void readsWhatJacksonReads(@ForAll long seed) throws IOException {
    for (int i = 0; i < 5; i++) {
      byte[] json = document(new Random(seed + i));
      StringBuilder read = new StringBuilder();
      render(begin(json), new Random(seed), read);
      StringBuilder expected = new StringBuilder();
      try (JsonParser p = JSON.createParser(json)) {
        p.nextToken();
        render(p, new Random(seed), expected);
      }

      assertThat(read.toString()).isEqualTo(expected.toString());
    }
  }

  /** A truncated or corrupted document is read or rejected; bytes after it are never read. */
  @Property(tries = 400)
  void whatIsDamagedIsReadOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] json = document(random);
    int cut = random.nextInt(json.length);
    byte[] followed = Arrays.copyOf(json, json.length + 9);
    Arrays.fill(followed, json.length, followed.length, (byte) '}');

    assertThatThrownBy(() -> render(cursor.begin(followed, 0, cut), random, new StringBuilder()))
        .isInstanceOf(MalformedEventException.class);
    json[cut] = (byte) random.nextInt();
    try {
      render(begin(json), random, new StringBuilder());
    } catch (MalformedEventException e) {
      assertThat(e).hasMessageMatching("(?s)the JSON is truncated|it is not valid JSON: .+");
    }
  }

  @Test
  void numbersBeyondALongAreRefused() {
    for (String number : List.of("9223372036854775808", "1e19", "-1e300", "Infinity")) {
      assertThatThrownBy(() -> begin(number).longNumber())
          .as(number)
          .isInstanceOf(MalformedEventException.class)
          .hasMessageContaining("out of range");
    }
    assertThat(begin("NaN").longNumber()).isZero();
    assertThat(begin("NaN").doubleNumber()).isNaN();
    assertThat(Json.longValue(begin("\" 12 \""), 7)).isEqualTo(12);
    assertThat(Json.longValue(begin("\"twelve\""), 7)).isEqualTo(7);
    assertThat(Json.wholeNumber(begin("\"9223372036854775808\""))).isNull();
  }

  @Test
  void whatIsNoJsonIsRefused() {
    for (String json :
        List.of(
            "{a:1}",
            "{\"a\" 1}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\":1 \"b\":2}",
            "{\"a\":01x}",
            "{\"a\":tru}",
            "{\"a\":'b'}",
            "{,}",
            "{\"a\":[1,,2]}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12g4\"}")) {
      assertThatThrownBy(() -> render(begin(json), new Random(1), new StringBuilder(), 0))
          .as(json)
          .isInstanceOf(MalformedEventException.class)
          .hasMessageStartingWith("it is not valid JSON: ");
    }
  }

  /** More and longer names than the cache holds are read correctly. */
  @Test
  void manyNames() {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < 20_000; i++) {
      json.append(i == 0 ? "" : ",").append("\"name").append(i).append("\":").append(i);
    }
    JsonCursor p = begin(json.append('}').toString());

    assertThat(p.enterObject()).isTrue();
    for (int i = 0; i < 20_000; i++) {
      assertThat(p.nextField()).isEqualTo("name" + i);
      assertThat(p.longNumber()).isEqualTo(i);
    }
    assertThat(p.nextField()).isNull();
  }

  @Test
  void deepNestingIsSkippedWithoutRecursion() {
    String json = "{\"a\":" + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}";

    assertThatCode(
            () -> {
              JsonCursor p = begin(json);
              p.enterObject();
              assertThat(p.nextField()).isEqualTo("a");
              assertThat(p.nextField()).isNull();
            })
        .doesNotThrowAnyException();
  }

  private JsonCursor begin(String json) {
    return begin(json.getBytes(StandardCharsets.UTF_8));
  }

  private JsonCursor begin(byte[] json) {
    return cursor.begin(json, 0, json.length);
  }

  private static void render(JsonCursor p, Random random, StringBuilder out) {
    render(p, random, out, 4);
  }

  /** Reads the value, skipping one in {@code oneOf} values. */
  private static void render(JsonCursor p, Random random, StringBuilder out, int oneOf) {
    if (oneOf > 0 && random.nextInt(oneOf) == 0) {
      p.skip();
      return;
    }
    switch (p.kind()) {
      case OBJECT:
        p.enterObject();
        for (String name = p.nextField(); name != null; name = p.nextField()) {
          out.append(name).append('=');
          render(p, random, out, oneOf);
        }
        out.append('}');
        break;
      case ARRAY:
        p.enterArray();
        while (p.nextElement()) {
          render(p, random, out, oneOf);
        }
        out.append(']');
        break;
      case NUMBER:
        out.append(p.longNumber()).append(' ');
        break;
      default:
        out.append(p.text()).append(' ');
    }
  }

  private static void render(JsonParser p, Random random, StringBuilder out) throws IOException {
    if (random.nextInt(4) == 0) {
      p.skipChildren();
    } else if (p.currentToken() == JsonToken.START_OBJECT) {
      for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
        out.append(name).append('=');
        p.nextToken();
        render(p, random, out);
      }
      out.append('}');
    } else if (p.currentToken() == JsonToken.START_ARRAY) {
      while (p.nextToken() != JsonToken.END_ARRAY) {
        render(p, random, out);
      }
      out.append(']');
    } else if (p.currentToken().isNumeric()) {
      out.append(p.getLongValue()).append(' ');
    } else {
      out.append(p.getText()).append(' ');
    }
  }

  private static byte[] document(Random random) {
    StringBuilder json = new StringBuilder();
    object(random, json, 0);
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void object(Random random, StringBuilder json, int depth) {
    json.append('{').append(space(random));
    int fields = random.nextInt(6);
    for (int i = 0; i < fields; i++) {
      json.append(i == 0 ? "" : ",").append(space(random));
      json.append('"').append(NAMES[random.nextInt(NAMES.length)]).append('"');
      json.append(space(random)).append(':').append(space(random));
      value(random, json, depth + 1);
      json.append(space(random));
    }
    json.append('}');
  }

  private static void value(Random random, StringBuilder json, int depth) {
    int kind = random.nextInt(depth < 5 ? 8 : 6);
    if (kind < 3) {
      json.append(NUMBERS[random.nextInt(NUMBERS.length)]);
    } else if (kind < 5) {
      json.append('"').append(STRINGS[random.nextInt(STRINGS.length)]).append('"');
    } else if (kind == 5) {
      json.append(List.of("true", "false", "null").get(random.nextInt(3)));
    } else if (kind == 6) {
      object(random, json, depth);
    } else {
      json.append('[').append(space(random));
      int elements = random.nextInt(4);
      for (int i = 0; i < elements; i++) {
        json.append(i == 0 ? "" : ",").append(space(random));
        value(random, json, depth + 1);
        json.append(space(random));
      }
      json.append(']');
    }
  }

  private static String space(Random random) {
    return random.nextInt(4) == 0 ? " \t".substring(random.nextInt(2)) : "";
  }
}
