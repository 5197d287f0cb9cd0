package io.attune.cli;

import io.attune.advisor.rules.Preferences;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import org.apache.avro.Schema;

/**
 * Loads, on a thread of its own while picocli reads the command line, what every event log needs
 * whatever the options are: Avro parses the schema of a generated class when it is first used, and
 * the tables of rules and prices are YAML. What is not loaded in time, or fails here, is loaded
 * where it is needed.
 */
final class Preloading {
  private Preloading() {}

  /** Begins, and does not keep the process from ending. */
  static void begin() {
    Thread thread = new Thread(Preloading::load, "attune-preloading");
    thread.setDaemon(true);
    thread.start();
  }

  private static void load() {
    TaskMetrics.getClassSchema();
    for (Schema.Field field : LifecycleEvent.getClassSchema().getFields()) {
      initialize(field.schema());
    }
    ExecutorMetrics.getClassSchema();
    RuleTable.standard();
    Preferences.neutral();
  }

  /** Initializes the generated classes of records: in this schema, or in a union of it and null. */
  private static void initialize(Schema schema) {
    switch (schema.getType()) {
      case UNION -> schema.getTypes().forEach(Preloading::initialize);
      case RECORD -> {
        try {
          Class.forName(schema.getFullName());
        } catch (ClassNotFoundException e) {
          // A class that is missing is missed by whoever needs it, with a better message.
        }
      }
      default -> {
        // No class of its own.
      }
    }
  }
}
