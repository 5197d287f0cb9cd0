package io.attune.events;

import io.attune.schemas.Accumulable;
import io.attune.schemas.RddInfo;
import io.attune.schemas.StageInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads a {@code Stage Info} object with its RDDs and, optionally, its accumulables. */
final class StageReader {

  static final int MAX_DETAILS = 1_024;
  static final int MAX_NAME = 256;
  private static final String INTERNAL = "internal.metrics.";

  private final Redaction redaction;
  private final boolean withAccumulables;

  StageReader(Redaction redaction, boolean withAccumulables) {
    this.redaction = redaction;
    this.withAccumulables = withAccumulables;
  }

  /** A stage attempt with the other values of the object. */
  static final class Stage {
    final StageInfo info = new StageInfo();
    Instant submissionTime;
    Instant completionTime;
    String failure;
    List<Accumulable> accumulables = new ArrayList<>();
  }

  /** Reads the current value, which must be an object with a stage id. */
  Stage read(JsonCursor p) {
    Stage stage = new Stage();
    StageInfo info = stage.info;
    info.setStageId(-1);
    info.setName("");
    info.setParentStageIds(new ArrayList<>());
    info.setRdds(new ArrayList<>());
    if (Json.isObject(p)) {
      for (String name = p.nextField(); name != null; name = p.nextField()) {
        field(name, p, stage);
      }
    }
    if (info.getStageId() < 0) {
      throw new MalformedEventException("a \"Stage Info\" has no field \"Stage ID\"");
    }
    return stage;
  }

  private void field(String name, JsonCursor p, Stage stage) {
    StageInfo info = stage.info;
    switch (name) {
      case "Stage ID":
        info.setStageId(Json.intValue(p, -1));
        break;
      case "Stage Attempt ID":
        info.setStageAttempt(Json.intValue(p, 0));
        break;
      case "Stage Name":
        String stageName = redaction.text(Json.text(p), MAX_NAME);
        info.setName(stageName == null ? "" : stageName);
        break;
      case "Number of Tasks":
        info.setNumTasks(Json.intValue(p, 0));
        break;
      case "RDD Info":
        rdds(p, info.getRdds());
        break;
      case "Parent IDs":
        info.setParentStageIds(Json.ints(p));
        break;
      case "Details":
        info.setDetails(emptyToNull(redaction.text(Json.text(p), MAX_DETAILS)));
        break;
      case "Submission Time":
        stage.submissionTime = Json.time(p);
        break;
      case "Completion Time":
        stage.completionTime = Json.time(p);
        break;
      case "Failure Reason":
        stage.failure = ErrorText.condensed(Json.text(p), redaction, false, EndReasons.MAX_MESSAGE);
        break;
      case "Resource Profile Id":
        info.setResourceProfileId(Json.intValue(p, 0));
        break;
      case "Accumulables":
        accumulables(p, stage.accumulables);
        break;
      default:
        p.skip();
    }
  }

  private static String emptyToNull(String value) {
    return value == null || value.isEmpty() ? null : value;
  }

  private void rdds(JsonCursor p, List<RddInfo> target) {
    if (Json.isArray(p)) {
      while (p.nextElement()) {
        rdd(p, target);
      }
    }
  }

  private void rdd(JsonCursor p, List<RddInfo> target) {
    if (!Json.isObject(p)) {
      return;
    }
    RddInfo rdd = new RddInfo();
    rdd.setName("");
    rdd.setCallSite("");
    rdd.setParentRddIds(new ArrayList<>());
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "RDD ID":
          rdd.setRddId(Json.intValue(p, -1));
          break;
        case "Name":
          rdd.setName(Json.orEmpty(redaction.text(Json.text(p), MAX_NAME)));
          break;
        case "Scope":
          scope(p, Json.text(p), rdd, redaction);
          break;
        case "Callsite":
          rdd.setCallSite(Json.orEmpty(redaction.text(Json.text(p), MAX_NAME)));
          break;
        case "Parent IDs":
          rdd.setParentRddIds(Json.ints(p));
          break;
        case "Storage Level":
          StorageLevel level = StorageLevel.read(p);
          rdd.setStorageLevel(level.stored() ? level.toString() : null);
          break;
        case "Number of Partitions":
          rdd.setNumPartitions(Json.intValue(p, 0));
          break;
        case "Number of Cached Partitions":
          rdd.setNumCachedPartitions(Json.intValue(p, 0));
          break;
        case "Memory Size":
          rdd.setMemoryBytes(Json.longValue(p));
          break;
        case "Disk Size":
          rdd.setDiskBytes(Json.longValue(p));
          break;
        default:
          p.skip();
      }
    }
    target.add(rdd);
  }

  /** Reads the scope, JSON in a string: {@code {"id":"1","name":"map","parent":{…}}}. */
  private static void scope(JsonCursor outer, String json, RddInfo rdd, Redaction redaction) {
    if (json == null) {
      return;
    }
    JsonCursor p = outer.nested(json);
    try {
      if (!Json.isObject(p)) {
        return;
      }
      for (String name = p.nextField(); name != null; name = p.nextField()) {
        if (name.equals("id")) {
          rdd.setOperatorId(Redaction.cut(Json.text(p), MAX_NAME));
        } else if (name.equals("name")) {
          rdd.setOperatorName(redaction.text(Json.text(p), MAX_NAME));
        } else {
          p.skip();
        }
      }
    } catch (MalformedEventException e) {
      // It is only a label: do not lose the stage because of a scope in another format.
      rdd.setOperatorId(null);
      rdd.setOperatorName(null);
    }
  }

  private void accumulables(JsonCursor p, List<Accumulable> target) {
    if (!withAccumulables) {
      p.skip();
    } else if (Json.isArray(p)) {
      while (p.nextElement()) {
        accumulable(p, target);
      }
    }
  }

  private void accumulable(JsonCursor p, List<Accumulable> target) {
    if (!Json.isObject(p)) {
      return;
    }
    Accumulable result = new Accumulable();
    Long value = null;
    boolean internal = false;
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "ID":
          result.setAccumulatorId(Json.longValue(p, -1));
          break;
        case "Name":
          String label = Json.text(p);
          internal = label != null && label.startsWith(INTERNAL);
          result.setName(internal ? label : redaction.text(label, MAX_NAME));
          break;
        case "Value":
          if (internal) {
            p.skip();
          } else {
            value = Json.wholeNumber(p);
          }
          break;
        default:
          p.skip();
      }
    }
    if (!internal && value != null) {
      result.setValue(value);
      target.add(result);
    }
  }
}
