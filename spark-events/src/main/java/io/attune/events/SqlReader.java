package io.attune.events;

import io.attune.schemas.Accumulable;
import io.attune.schemas.DriverAccumulators;
import io.attune.schemas.SqlExecutionEnded;
import io.attune.schemas.SqlExecutionStarted;
import io.attune.schemas.SqlPlanChanged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.TreeMap;

/**
 * Reads events of Spark SQL. The plan's description and the call site, most of their bytes, are
 * skipped; the plan tree has the same information.
 */
final class SqlReader {

  private SqlReader() {}

  static SqlExecutionStarted started(JsonCursor p, Redaction redaction) {
    SqlExecutionStarted payload = new SqlExecutionStarted();
    payload.setExecutionId(-1);
    payload.setDescription("");
    payload.setStartTime(Instant.EPOCH);
    payload.setPlan(new ArrayList<>());
    payload.setModifiedConfigs(new TreeMap<>());
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "executionId":
          payload.setExecutionId(Json.longValue(p, -1));
          break;
        case "rootExecutionId":
          payload.setRootExecutionId(Json.wholeNumber(p));
          break;
        case "description":
          String text = redaction.sqlText(Json.text(p), JobReader.MAX_DESCRIPTION);
          payload.setDescription(text == null ? "" : text);
          break;
        case "time":
          payload.setStartTime(Instant.ofEpochMilli(Json.longValue(p)));
          break;
        case "sparkPlanInfo":
          payload.setPlan(PlanReader.read(p, redaction));
          break;
        case "modifiedConfigs":
          payload.setModifiedConfigs(
              Json.texts(
                  p,
                  (key, value) ->
                      Redaction.cut(
                          redaction.property(key, value), ApplicationReader.MAX_PROPERTY)));
          break;
        default:
          p.skip();
      }
    }
    return payload;
  }

  static SqlPlanChanged planChanged(JsonCursor p, Redaction redaction) {
    SqlPlanChanged payload = new SqlPlanChanged(-1L, new ArrayList<>());
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "executionId":
          payload.setExecutionId(Json.longValue(p, -1));
          break;
        case "sparkPlanInfo":
          payload.setPlan(PlanReader.read(p, redaction));
          break;
        default:
          p.skip();
      }
    }
    return payload;
  }

  static SqlExecutionEnded ended(JsonCursor p, Redaction redaction) {
    SqlExecutionEnded payload = new SqlExecutionEnded();
    payload.setExecutionId(-1);
    payload.setEndTime(Instant.EPOCH);
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "executionId":
          payload.setExecutionId(Json.longValue(p, -1));
          break;
        case "time":
          payload.setEndTime(Instant.ofEpochMilli(Json.longValue(p)));
          break;
        case "errorMessage":
          // Empty if the execution succeeded.
          String error = ErrorText.condensed(Json.text(p), redaction, true, EndReasons.MAX_MESSAGE);
          payload.setError(error == null || error.isEmpty() ? null : error);
          break;
        default:
          p.skip();
      }
    }
    return payload;
  }

  static DriverAccumulators driverAccumulators(JsonCursor p) {
    DriverAccumulators payload = new DriverAccumulators(-1L, new ArrayList<>());
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals("executionId")) {
        payload.setExecutionId(Json.longValue(p, -1));
      } else if (name.equals("accumUpdates") && Json.isArray(p)) {
        while (p.nextElement()) {
          update(p, payload);
        }
      } else {
        p.skip();
      }
    }
    return payload;
  }

  /** Reads a pair of id and value. */
  private static void update(JsonCursor p, DriverAccumulators payload) {
    if (!Json.isArray(p)) {
      return;
    }
    Long id = null;
    Long value = null;
    for (int i = 0; p.nextElement(); i++) {
      if (i == 0) {
        id = Json.wholeNumber(p);
      } else if (i == 1) {
        value = Json.wholeNumber(p);
      } else {
        p.skip();
      }
    }
    if (id != null && value != null) {
      payload.getUpdates().add(new Accumulable(id, null, value));
    }
  }
}
