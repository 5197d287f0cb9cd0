package io.attune.cli;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A tool that a client of the MCP server can call. It reads and changes nothing.
 *
 * @param name what it is called by
 * @param title the same for people
 * @param description what it answers, for the model that is to choose it
 * @param properties JSON schema of each argument
 * @param required arguments that have to be given
 * @param answer gives the texts of the answer
 */
record McpTool(
    String name,
    String title,
    String description,
    Map<String, Object> properties,
    List<String> required,
    Function<ToolArguments, List<String>> answer) {

  McpTool {
    requireNonNull(name, "name is null");
    requireNonNull(title, "title is null");
    requireNonNull(description, "description is null");
    requireNonNull(answer, "answer is null");
    required = List.copyOf(required);
  }

  /** JSON schema of the arguments. */
  Map<String, Object> schema() {
    return Map.of(
        "type",
        "object",
        "properties",
        properties,
        "required",
        required,
        "additionalProperties",
        false);
  }

  /** Answers a call. */
  List<String> call(ToolArguments arguments) {
    List<String> unknown = new ArrayList<>(arguments.given().keySet());
    unknown.removeAll(properties.keySet());
    if (!unknown.isEmpty()) {
      throw new CommandFailure(
          "'"
              + unknown.get(0)
              + "' is no argument of "
              + name
              + "; it takes "
              + String.join(", ", properties.keySet())
              + ".");
    }
    return answer.apply(arguments);
  }

  /** The same with one more argument. */
  McpTool with(String argument, Map<String, Object> schema) {
    Map<String, Object> more = new LinkedHashMap<>(properties);
    more.put(argument, schema);
    return new McpTool(name, title, description, more, required, answer);
  }
}
