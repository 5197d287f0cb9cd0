package io.attune.registry;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** Checks the compatibility of schemas by Avro's resolution rules. */
final class Compatibility {
  private Compatibility() {}

  /**
   * Returns the incompatibilities of a schema.
   *
   * @param level the required compatibility level
   * @param schema the new schema
   * @param earlier the earlier schemas, oldest first; only the last one is checked unless the level
   *     is transitive
   * @return one line per incompatibility; empty if the schema is compatible
   */
  static List<String> faults(CompatibilityLevel level, Schema schema, List<Schema> earlier) {
    List<String> faults = new ArrayList<>();
    int first = level.transitive() ? 0 : Math.max(0, earlier.size() - 1);
    for (Schema other : earlier.subList(first, earlier.size())) {
      if (level.backward()) {
        addFaults(faults, "the new schema cannot read the old one: ", schema, other);
      }
      if (level.forward()) {
        addFaults(faults, "the old schema cannot read the new one: ", other, schema);
      }
    }
    return faults;
  }

  private static void addFaults(List<String> faults, String what, Schema reader, Schema writer) {
    for (Incompatibility fault :
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
            .getResult()
            .getIncompatibilities()) {
      faults.add(what + fault.getType() + " at " + fault.getLocation() + ", " + fault.getMessage());
    }
  }
}
