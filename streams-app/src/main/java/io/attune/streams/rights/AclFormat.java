package io.attune.streams.rights;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;

/** How rights are written down for whatever grants them. */
public enum AclFormat {
  /** A script of Kafka's own tool. */
  KAFKA_ACLS {
    @Override
    public String write(String principal, String servers, List<Right> rights) {
      StringBuilder script =
          new StringBuilder("# Set ADMIN to a properties file of a user that may alter ACLs.\n");
      byResource(rights)
          .forEach(
              (resource, operations) ->
                  script
                      .append("kafka-acls.sh --bootstrap-server ")
                      .append(quoted(servers))
                      .append(" --command-config \"$ADMIN\" --add --allow-principal ")
                      .append(quoted(principal))
                      .append(
                          operations.stream()
                              .map(o -> " --operation " + camel(o))
                              .collect(Collectors.joining()))
                      .append(" --")
                      .append(kebab(resource))
                      .append(' ')
                      .append(quoted(resource.name()))
                      .append(
                          resource.pattern() == PatternType.PREFIXED
                              ? " --resource-pattern-type prefixed"
                              : "")
                      .append('\n'));
      return script.toString();
    }
  },
  /** A {@code KafkaUser} of the Strimzi operator. */
  STRIMZI {
    @Override
    public String write(String principal, String servers, List<Right> rights) {
      StringBuilder yaml =
          new StringBuilder(
              "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaUser\nmetadata:\n  name: "
                  + quoted(user(principal))
                  + "\n  labels:\n    strimzi.io/cluster: my-cluster\nspec:\n  authentication:\n"
                  + "    type: scram-sha-512\n  authorization:\n    type: simple\n    acls:\n");
      byResource(rights)
          .forEach(
              (resource, operations) ->
                  yaml.append("      - resource:\n          type: ")
                      .append(camelResource(resource))
                      .append("\n          name: ")
                      .append(quoted(resource.name()))
                      .append("\n          patternType: ")
                      .append(resource.pattern() == PatternType.PREFIXED ? "prefix" : "literal")
                      .append("\n        operations: [")
                      .append(
                          operations.stream()
                              .map(AclFormat::camel)
                              .collect(Collectors.joining(", ")))
                      .append("]\n"));
      return yaml.toString();
    }
  },
  /** Resources of the Kafka provider of Terraform. */
  TERRAFORM {
    @Override
    public String write(String principal, String servers, List<Right> rights) {
      StringBuilder terraform = new StringBuilder();
      for (Right right : rights) {
        String label =
            (user(principal) + "_" + right.operation() + "_" + right.name())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_]", "_");
        terraform
            .append("resource \"kafka_acl\" \"attune_" + label + "\" {\n")
            .append("  resource_name                = \"" + right.name() + "\"\n")
            .append("  resource_type                = \"" + pascalResource(right) + "\"\n")
            .append(
                "  resource_pattern_type_filter = \""
                    + (right.pattern() == PatternType.PREFIXED ? "Prefixed" : "Literal")
                    + "\"\n")
            .append("  acl_principal                = \"" + principal + "\"\n")
            .append("  acl_host                     = \"*\"\n")
            .append("  acl_operation                = \"" + camel(right.operation()) + "\"\n")
            .append("  acl_permission_type          = \"Allow\"\n}\n");
      }
      return terraform.toString();
    }
  },
  /** A list of JSON objects. */
  JSON {
    @Override
    public String write(String principal, String servers, List<Right> rights) {
      return rights.stream()
          .map(
              right ->
                  "  {\"principal\": \""
                      + principal
                      + "\", \"resourceType\": \""
                      + right.type()
                      + "\", \"name\": \""
                      + right.name()
                      + "\", \"patternType\": \""
                      + right.pattern()
                      + "\", \"operation\": \""
                      + right.operation()
                      + "\", \"host\": \"*\", \"permission\": \"ALLOW\"}")
          .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }
  },
  /** A table in Markdown, with what each is for. */
  TABLE {
    @Override
    public String write(String principal, String servers, List<Right> rights) {
      StringBuilder table =
          new StringBuilder("| on | name | right | to |\n| --- | --- | --- | --- |\n");
      for (Right right : rights) {
        table.append(
            "| "
                + kebab(right).replace('-', ' ')
                + " | `"
                + right.name()
                + (right.pattern() == PatternType.PREFIXED ? "`…" : "`")
                + " | "
                + camel(right.operation())
                + " | "
                + right.purpose()
                + " |\n");
      }
      return table.toString();
    }
  };

  /**
   * Writes rights down.
   *
   * @param principal who gets them, such as {@code User:attune}
   * @param servers {@code bootstrap.servers}, where that is needed
   */
  public abstract String write(String principal, String servers, List<Right> rights);

  /** The format of a name, such as {@code kafka-acls}. */
  public static Optional<AclFormat> named(String name) {
    return Arrays.stream(values()).filter(format -> format.toString().equals(name)).findFirst();
  }

  /** All names. */
  public static String names() {
    return Arrays.stream(values()).map(AclFormat::toString).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Operations of each resource, in the order of the rights; a right stands for its resource. */
  private static Map<Right, TreeSet<AclOperation>> byResource(List<Right> rights) {
    Map<Right, TreeSet<AclOperation>> all = new LinkedHashMap<>();
    for (Right right : rights) {
      Right resource = new Right(right.type(), right.name(), right.pattern(), AclOperation.ANY, "");
      all.computeIfAbsent(resource, same -> new TreeSet<>()).add(right.operation());
    }
    return all;
  }

  private static String user(String principal) {
    return principal.substring(principal.indexOf(':') + 1);
  }

  /** For a shell and for YAML alike. */
  private static String quoted(String text) {
    return text.matches("[\\w.:,-]+") ? text : "'" + text.replace("'", "") + "'";
  }

  private static String kebab(Right right) {
    return right.type().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String camel(AclOperation operation) {
    return pascal(operation.name());
  }

  private static String pascalResource(Right right) {
    return switch (right.type()) {
      case TRANSACTIONAL_ID -> "TransactionalID";
      default -> pascal(right.type().name());
    };
  }

  private static String camelResource(Right right) {
    String pascal = pascal(right.type().name());
    return Character.toLowerCase(pascal.charAt(0)) + pascal.substring(1);
  }

  private static String pascal(String name) {
    return Arrays.stream(name.split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
