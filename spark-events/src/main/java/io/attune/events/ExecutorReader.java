package io.attune.events;

import io.attune.schemas.BlockManagerAdded;
import io.attune.schemas.BlockUpdated;
import io.attune.schemas.ExecutorAdded;
import io.attune.schemas.ExecutorRemoved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads events about executors, their block managers, blocks and peaks. */
final class ExecutorReader {

  private static final String RDD_BLOCK = "rdd_";

  /** What the driver was called before Spark 1.4. */
  private static final String OLD_DRIVER = "<driver>";

  private ExecutorReader() {}

  /** Id of an executor, of the driver by the name it has today. */
  private static String executorId(JsonCursor p) {
    String id = Json.orEmpty(Json.text(p));
    return id.equals(OLD_DRIVER) ? "driver" : id;
  }

  /** A payload with the time of its event, which may be null. */
  static final class Timed<T> {
    final T payload;
    Instant time;

    Timed(T payload) {
      this.payload = payload;
    }
  }

  static Timed<ExecutorAdded> added(JsonCursor p) {
    Timed<ExecutorAdded> event = new Timed<>(new ExecutorAdded());
    ExecutorAdded payload = event.payload;
    payload.setExecutorId("");
    payload.setHost("");
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Timestamp":
          event.time = Json.time(p);
          break;
        case "Executor ID":
          payload.setExecutorId(executorId(p));
          break;
        case "Executor Info":
          info(p, payload);
          break;
        default:
          p.skip();
      }
    }
    return event;
  }

  private static void info(JsonCursor p, ExecutorAdded payload) {
    if (!Json.isObject(p)) {
      return;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Host":
          payload.setHost(Json.orEmpty(Json.text(p)));
          break;
        case "Total Cores":
          payload.setTotalCores(Json.intValue(p, 0));
          break;
        case "Resource Profile Id":
          payload.setResourceProfileId(Json.intValue(p, 0));
          break;
        case "Request Time":
          payload.setRequestTime(Json.time(p));
          break;
        case "Registration Time":
          payload.setRegistrationTime(Json.time(p));
          break;
        default:
          p.skip();
      }
    }
  }

  static Timed<ExecutorRemoved> removed(JsonCursor p, Redaction redaction) {
    Timed<ExecutorRemoved> event = new Timed<>(new ExecutorRemoved("", ""));
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Timestamp":
          event.time = Json.time(p);
          break;
        case "Executor ID":
          event.payload.setExecutorId(executorId(p));
          break;
        case "Removed Reason":
          event.payload.setReason(
              Json.orEmpty(redaction.text(Json.text(p), EndReasons.MAX_MESSAGE)));
          break;
        default:
          p.skip();
      }
    }
    return event;
  }

  static Timed<BlockManagerAdded> blockManager(JsonCursor p) {
    Timed<BlockManagerAdded> event = new Timed<>(new BlockManagerAdded());
    BlockManagerAdded payload = event.payload;
    payload.setExecutorId("");
    payload.setHost("");
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Timestamp":
          event.time = Json.time(p);
          break;
        case "Block Manager ID":
          BlockManagerId id = BlockManagerId.read(p);
          payload.setExecutorId(id.executorId);
          payload.setHost(id.host);
          break;
        case "Maximum Memory":
          payload.setMaxMemoryBytes(Json.longValue(p));
          break;
        case "Maximum Onheap Memory":
          payload.setMaxOnHeapMemoryBytes(Json.wholeNumber(p));
          break;
        case "Maximum Offheap Memory":
          payload.setMaxOffHeapMemoryBytes(Json.wholeNumber(p));
          break;
        default:
          p.skip();
      }
    }
    return event;
  }

  /** Reads a block update; null if the block does not belong to an RDD. */
  static BlockUpdated block(JsonCursor p) {
    BlockUpdated payload = new BlockUpdated();
    payload.setExecutorId("");
    payload.setStorageLevel("");
    payload.setRddId(-1);
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals("Block Updated Info")) {
        blockInfo(p, payload);
      } else {
        p.skip();
      }
    }
    return payload.getRddId() < 0 ? null : payload;
  }

  private static void blockInfo(JsonCursor p, BlockUpdated payload) {
    if (!Json.isObject(p)) {
      return;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Block Manager ID":
          payload.setExecutorId(BlockManagerId.read(p).executorId);
          break;
        case "Block ID":
          rddBlock(Json.text(p), payload);
          break;
        case "Storage Level":
          payload.setStorageLevel(StorageLevel.read(p).toString());
          break;
        case "Memory Size":
          payload.setMemoryBytes(Json.longValue(p));
          break;
        case "Disk Size":
          payload.setDiskBytes(Json.longValue(p));
          break;
        default:
          p.skip();
      }
    }
  }

  private static void rddBlock(String blockId, BlockUpdated payload) {
    if (blockId == null || !blockId.startsWith(RDD_BLOCK)) {
      return;
    }
    String[] parts = blockId.substring(RDD_BLOCK.length()).split("_", -1);
    if (parts.length != 2) {
      return;
    }
    try {
      payload.setPartition(Integer.parseInt(parts[1]));
      payload.setRddId(Integer.parseInt(parts[0]));
    } catch (NumberFormatException e) {
      payload.setRddId(-1);
    }
  }

  /** Peaks of an executor during a stage attempt, as Spark's event log has them. */
  static final class StagePeaks {
    String executorId = "";
    int stageId = StageExecutorPeaks.NO_STAGE;
    int stageAttempt = -1;
    final MemoryPeaks peaks = new MemoryPeaks();
  }

  static StagePeaks stagePeaks(JsonCursor p) {
    StagePeaks result = new StagePeaks();
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      stagePeaksField(name, p, result);
    }
    return result;
  }

  private static void stagePeaksField(String name, JsonCursor p, StagePeaks result) {
    switch (name) {
      case "Executor ID":
        result.executorId = executorId(p);
        break;
      case "Stage ID":
        result.stageId = Json.intValue(p, StageExecutorPeaks.NO_STAGE);
        break;
      case "Stage Attempt ID":
        result.stageAttempt = Json.intValue(p, -1);
        break;
      case "Executor Metrics":
        TaskReader.peaks(p, result.peaks);
        break;
      default:
        p.skip();
    }
  }

  /** Reads the peaks of a heartbeat, by stage; skips its task metrics. */
  static List<StagePeaks> heartbeat(JsonCursor p) {
    String executorId = "";
    List<StagePeaks> result = new ArrayList<>();
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals("Executor ID")) {
        executorId = executorId(p);
      } else if (name.equals("Executor Metrics Updated") && Json.isArray(p)) {
        while (p.nextElement()) {
          if (Json.isObject(p)) {
            result.add(stagePeaks(p));
          }
        }
      } else {
        p.skip();
      }
    }
    for (StagePeaks update : result) {
      update.executorId = executorId;
    }
    return result;
  }

  private static final class BlockManagerId {
    private String executorId = "";
    private String host = "";

    private static BlockManagerId read(JsonCursor p) {
      BlockManagerId id = new BlockManagerId();
      if (!Json.isObject(p)) {
        return id;
      }
      for (String name = p.nextField(); name != null; name = p.nextField()) {
        if (name.equals("Executor ID")) {
          id.executorId = executorId(p);
        } else if (name.equals("Host")) {
          id.host = Json.orEmpty(Json.text(p));
        } else {
          p.skip();
        }
      }
      return id;
    }
  }
}
