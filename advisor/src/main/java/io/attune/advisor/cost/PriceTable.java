package io.attune.advisor.cost;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.table.Nearest;
import io.attune.advisor.table.NumberTable;
import io.attune.advisor.table.TableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What cores, memory and machines cost. The defaults are the resource {@code prices.yaml}, and they
 * are neutral: relative weights in a unit of their own. A user's own prices merge over them.
 * Immutable.
 */
public final class PriceTable {
  private static final NumberTable.Title TITLE =
      new NumberTable.Title("price table", "price.core-hour: 0.05", TableException::new);
  private static final String UNIT = "unit";
  private static final String NODE_TYPES = "node-types";
  private static final Set<String> NODE_FIELDS =
      Set.of("cloud", "cores", "memory-gib", "price-per-hour", "platform-units-per-hour");

  private final String unit;
  private final NumberTable numbers;
  private final Map<String, NodeType> nodeTypes;

  private PriceTable(String unit, NumberTable numbers, Map<String, NodeType> nodeTypes) {
    this.unit = unit;
    this.numbers = numbers;
    this.nodeTypes = Collections.unmodifiableMap(nodeTypes);
  }

  /** The neutral table as shipped. */
  public static PriceTable neutral() {
    JsonNode root = NumberTable.resource(PriceTable.class, "prices.yaml");
    return new PriceTable(
        root.required(UNIT).asText(),
        NumberTable.of(TITLE, root.required("numbers")),
        nodeTypes(Map.of(), root.required(NODE_TYPES)));
  }

  /**
   * This table with a user's prices over it.
   *
   * @param yaml a mapping: numbers flat ({@code price.core-hour: 0.05}) or by group, {@code unit}
   *     with the name of the currency, and {@code node-types} with new machines or new fields of
   *     known ones
   * @throws TableException when it is no such mapping, a name is not known, or a value is out of
   *     range; the message is one sentence for the user
   */
  public PriceTable with(String yaml) {
    Optional<JsonNode> parsed = NumberTable.parse(TITLE, yaml);
    if (parsed.isEmpty()) {
      return this;
    }
    ObjectNode root = (ObjectNode) parsed.get();
    String newUnit = unit;
    JsonNode unitNode = root.remove(UNIT);
    if (unitNode != null) {
      if (!unitNode.isTextual() || unitNode.asText().isBlank()) {
        throw new TableException(
            "'unit' in the price table must be a name such as USD, not '" + unitNode + "'.");
      }
      newUnit = unitNode.asText().trim();
    }
    JsonNode nodes = root.remove(NODE_TYPES);
    root.fieldNames().forEachRemaining(this::checkName);
    return new PriceTable(
        newUnit, numbers.with(root), nodes == null ? nodeTypes : nodeTypes(nodeTypes, nodes));
  }

  /** A first name that is neither a group nor a number may have been meant for the other two. */
  private void checkName(String name) {
    List<String> known = new ArrayList<>(List.of(UNIT, NODE_TYPES));
    for (NumberTable.Entry entry : numbers.entries()) {
      known.add(entry.key());
      known.add(entry.key().substring(0, entry.key().indexOf('.')));
    }
    if (!known.contains(name)) {
      throw NumberTable.unknown(TITLE, name, known);
    }
  }

  private static Map<String, NodeType> nodeTypes(Map<String, NodeType> known, JsonNode nodes) {
    if (!nodes.isObject()) {
      throw new TableException(
          "'node-types' in the price table must be a mapping from a name to its fields, such as"
              + " 'r5.xlarge: {cores: 4, memory-gib: 32}'.");
    }
    Map<String, NodeType> merged = new TreeMap<>(known);
    for (Map.Entry<String, JsonNode> node : nodes.properties()) {
      merged.put(
          node.getKey(), nodeType(node.getKey(), merged.get(node.getKey()), node.getValue()));
    }
    return merged;
  }

  private static NodeType nodeType(String name, @Nullable NodeType before, JsonNode fields) {
    fields
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!NODE_FIELDS.contains(field)) {
                throw new TableException(
                    "The node type '"
                        + name
                        + "' in the price table has no field '"
                        + field
                        + "'; did you mean '"
                        + Nearest.of(NODE_FIELDS, field).orElseThrow()
                        + "'?");
              }
            });
    double cores = number(name, fields, "cores", before == null ? 0 : before.cores());
    double memory = number(name, fields, "memory-gib", before == null ? 0 : before.memoryGib());
    if (cores < 1 || memory <= 0) {
      throw new TableException(
          "The node type '"
              + name
              + "' in the price table needs cores and memory-gib, such as"
              + " {cores: 4, memory-gib: 32}.");
    }
    double price =
        number(
            name,
            fields,
            "price-per-hour",
            before == null ? Double.NaN : before.pricePerHour().orElse(Double.NaN));
    return new NodeType(
        name,
        fields.has("cloud")
            ? Optional.of(fields.get("cloud").asText())
            : before == null ? Optional.empty() : before.cloud(),
        (int) Math.round(cores),
        memory,
        Double.isNaN(price) ? OptionalDouble.empty() : OptionalDouble.of(price),
        number(
            name,
            fields,
            "platform-units-per-hour",
            before == null ? 0 : before.platformUnitsPerHour()));
  }

  private static double number(String node, JsonNode fields, String field, double otherwise) {
    JsonNode value = fields.get(field);
    if (value == null) {
      return otherwise;
    }
    if (!value.isNumber() || !(value.asDouble() >= 0) || Double.isInfinite(value.asDouble())) {
      throw new TableException(
          "'"
              + field
              + "' of the node type '"
              + node
              + "' in the price table must be a number, zero or more, not '"
              + value.asText()
              + "'.");
    }
    return value.asDouble();
  }

  /** What amounts are counted in: a currency, or {@code unit} while they are neutral. */
  public String unit() {
    return unit;
  }

  /**
   * A number, such as {@code price.core-hour}.
   *
   * @throws IllegalArgumentException when the table has no such key
   */
  public double number(String key) {
    return numbers.number(key);
  }

  /** All numbers, by key. */
  public Collection<NumberTable.Entry> entries() {
    return numbers.entries();
  }

  /** All node types, by name. */
  public Collection<NodeType> nodeTypes() {
    return nodeTypes.values();
  }

  /** A node type by the cloud's name for it. */
  public Optional<NodeType> nodeType(String name) {
    return Optional.ofNullable(nodeTypes.get(requireNonNull(name, "name is null")));
  }

  /** Price of an hour of so many cores and so much memory. */
  public double pricePerHour(double cores, double memoryGib) {
    return cores * number("price.core-hour") + memoryGib * number("price.gib-hour");
  }

  /** Price of an hour of a machine, what the platform charges included. */
  public double pricePerHour(NodeType node) {
    return node.pricePerHour().orElseGet(() -> pricePerHour(node.cores(), node.memoryGib()))
        + node.platformUnitsPerHour() * number("price.platform-unit");
  }

  /** Time that is billed for a life of so many milliseconds. */
  public double billedMs(double lifetimeMs) {
    double increment = Math.max(1, number("billing.increment-ms"));
    double rounded = Math.ceil(lifetimeMs / increment - 1e-9) * increment;
    return Math.max(number("billing.minimum-ms"), rounded);
  }
}
