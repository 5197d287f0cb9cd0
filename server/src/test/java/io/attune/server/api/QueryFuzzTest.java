package io.attune.server.api;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.attune.server.http.Parameter;
import io.attune.server.http.ProblemException;
import io.attune.server.http.Query;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class QueryFuzzTest {

  private static final List<Parameter> PARAMETERS =
      List.of(
          Parameter.text("q", "A text.").manifold(),
          Parameter.choice("sort", List.of("time", "name"), "time", "An order."),
          Parameter.whole("limit", 1, 500, 50, "How many."),
          Parameter.flag("all", false, "Everything."));

  /** Any query is answered or refused; any cursor is one, and then the same again, or none. */
  @FuzzTest(maxDuration = "2m")
  void checks(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      String[] parts = pair.split("=", 2);
      given
          .computeIfAbsent(parts[0], name -> new ArrayList<>())
          .add(parts.length == 1 ? "" : parts[1]);
    }
    try {
      Query query = new Query(PARAMETERS, given);
      query.whole("limit");
      query.flag("all");
      query.require("sort");
    } catch (ProblemException e) {
      // As it should be.
    }
    Cursor.of(text)
        .ifPresent(
            cursor -> {
              if (!Cursor.of(cursor.text()).equals(Cursor.of(text))) {
                throw new AssertionError("another cursor: " + cursor);
              }
            });
  }
}
