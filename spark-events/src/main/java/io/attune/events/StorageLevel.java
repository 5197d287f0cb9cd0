package io.attune.events;

/** A storage level, with Spark's string representation. */
final class StorageLevel {

  private boolean disk;
  private boolean memory;
  private boolean offHeap;
  private boolean deserialized;
  private int replication = 1;

  private StorageLevel() {}

  static StorageLevel read(JsonCursor p) {
    StorageLevel level = new StorageLevel();
    if (!Json.isObject(p)) {
      return level;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Use Disk":
          level.disk = Json.booleanValue(p, false);
          break;
        case "Use Memory":
          level.memory = Json.booleanValue(p, false);
          break;
        case "Use Off Heap":
          level.offHeap = Json.booleanValue(p, false);
          break;
        case "Deserialized":
          level.deserialized = Json.booleanValue(p, false);
          break;
        case "Replication":
          level.replication = Json.intValue(p, 1);
          break;
        default:
          p.skip();
      }
    }
    return level;
  }

  /** Whether it stores anything. */
  boolean stored() {
    return disk || memory || offHeap;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("StorageLevel(");
    if (disk) {
      text.append("disk, ");
    }
    if (memory) {
      text.append("memory, ");
    }
    if (offHeap) {
      text.append("offheap, ");
    }
    if (deserialized) {
      text.append("deserialized, ");
    }
    return text.append(replication).append(" replicas)").toString();
  }
}
