package io.attune.server.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as it is answered: {@code application/problem+json} of RFC 9457.
 *
 * @param type its kind
 * @param detail one sentence: what is wrong with this request, and what to do
 * @param members further members that programs may use
 * @param headers headers that go with it
 */
public record Problem(
    ProblemType type, String detail, Map<String, JsonNode> members, Map<String, String> headers) {
  /** Media type of every error. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final int LONGEST_QUOTE = 80;

  /** Checks the fields. */
  public Problem {
    requireNonNull(type, "type is null");
    requireNonNull(detail, "detail is null");
    members = Map.copyOf(members);
    headers = Map.copyOf(headers);
  }

  /** Without further members. */
  public static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, Map.of(), Map.of());
  }

  /** The same with one more member. */
  public Problem with(String name, JsonNode value) {
    Map<String, JsonNode> more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new Problem(type, detail, more, headers);
  }

  /** The same with one more header. */
  public Problem header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(type, detail, members, more);
  }

  /** To be thrown where the answer cannot be given. */
  public ProblemException exception() {
    return new ProblemException(this);
  }

  /** The answer. */
  Answer answer() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", type.uri());
    body.put("title", type.title());
    body.put("status", type.status());
    body.put("detail", detail);
    members.keySet().stream().sorted().forEach(name -> body.set(name, members.get(name)));
    Answer answer = Answer.json(body).withType(MEDIA_TYPE).withStatus(type.status()).notStored();
    for (Map.Entry<String, String> header : headers.entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return answer;
  }

  /** Text from outside, in quotes, cut to what fits a sentence. */
  public static String quoted(String text) {
    return text.length() <= LONGEST_QUOTE
        ? "'" + text + "'"
        : "'" + text.substring(0, LONGEST_QUOTE) + "…'";
  }
}
