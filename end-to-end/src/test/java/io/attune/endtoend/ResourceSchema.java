package io.attune.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Validates a document like the API server with strict field validation. */
final class ResourceSchema {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final JSONSchemaProps schema;

  private ResourceSchema(JSONSchemaProps schema) {
    this.schema = schema;
  }

  /** Reads a schema from a resource. */
  static ResourceSchema read(String resource) {
    try (InputStream in = ResourceSchema.class.getResourceAsStream(resource)) {
      return new ResourceSchema(YAML.readValue(in, JSONSchemaProps.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the problems of a document; empty if it is valid. */
  List<String> problems(JsonNode document) {
    List<String> problems = new ArrayList<>();
    check(schema, document, "", problems);
    return problems;
  }

  private static void check(
      JSONSchemaProps schema, JsonNode node, String path, List<String> problems) {
    boolean fits =
        switch (schema.getType()) {
          case "object" -> node.isObject();
          case "string" -> node.isTextual();
          case "boolean" -> node.isBoolean();
          case "integer" ->
              node.isIntegralNumber()
                  && ("int64".equals(schema.getFormat())
                      ? node.canConvertToLong()
                      : node.canConvertToInt());
          default -> throw new IllegalStateException(schema.getType());
        };
    if (!fits) {
      problems.add(path + " has to be of type " + schema.getType() + " and is " + node);
      return;
    }
    if (schema.getMinimum() != null && node.asDouble() < schema.getMinimum()) {
      problems.add(path + " has to be at least " + schema.getMinimum() + " and is " + node);
    }
    if (!schema.getEnum().isEmpty() && !schema.getEnum().contains(node)) {
      problems.add(path + " has to be one of " + schema.getEnum() + " and is " + node);
    }
    for (String name : schema.getRequired()) {
      if (!node.has(name)) {
        problems.add(path + "." + name + " is missing");
      }
    }
    node.properties()
        .forEach(
            field -> {
              String name = path + "." + field.getKey();
              if (schema.getProperties() != null
                  && schema.getProperties().containsKey(field.getKey())) {
                check(schema.getProperties().get(field.getKey()), field.getValue(), name, problems);
              } else if (schema.getAdditionalProperties() != null) {
                check(
                    schema.getAdditionalProperties().getSchema(), field.getValue(), name, problems);
              } else {
                problems.add(name + " is not known");
              }
            });
  }
}
