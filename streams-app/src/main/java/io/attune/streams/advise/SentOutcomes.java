package io.attune.streams.advise;

import io.attune.advisor.assess.OutcomeRecords;
import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Which outcomes of a workload have been written, so that each is written once: a repeated end of a
 * run adds nothing, and an outcome that late events have changed is written again under its key.
 *
 * <p>Those written since the last commit are kept whole, because a crash may lose their records
 * although this memory survives it. Read back, they are written once more.
 */
final class SentOutcomes {
  private static final int MOST = 128;

  private final LinkedHashMap<String, Integer> fingerprints = new LinkedHashMap<>();
  private final LinkedHashMap<String, byte[]> sinceWritten = new LinkedHashMap<>();
  private final LinkedHashMap<String, byte[]> unconfirmed = new LinkedHashMap<>();

  /** Notes an outcome that is to go out; false when the same has gone out before. */
  boolean isNew(Outcome outcome) {
    String key = OutcomeRecords.key(outcome);
    byte[] bytes = OutcomeRecords.toBytes(outcome);
    Integer before = fingerprints.remove(key);
    int now = Arrays.hashCode(bytes);
    fingerprints.put(key, now);
    if (fingerprints.size() > MOST) {
      fingerprints.remove(fingerprints.keySet().iterator().next());
    }
    if (before != null && before == now) {
      return false;
    }
    sinceWritten.put(key, bytes);
    return true;
  }

  /** Outcomes to write again because it is not certain that they arrived; once. */
  List<Outcome> takeUnconfirmed() {
    List<Outcome> again = new ArrayList<>();
    unconfirmed.forEach(
        (key, bytes) -> {
          again.add(OutcomeRecords.fromBytes(bytes));
          sinceWritten.putIfAbsent(key, bytes);
        });
    unconfirmed.clear();
    return again;
  }

  void write(StateWriter out) {
    out.writeInt32(fingerprints.size());
    fingerprints.forEach((key, hash) -> out.writeModifiedUtf8(key).writeInt32(hash));
    unconfirmed.forEach(sinceWritten::putIfAbsent);
    out.writeInt32(sinceWritten.size());
    sinceWritten.forEach((key, bytes) -> out.writeModifiedUtf8(key).writeBytes32(bytes));
    sinceWritten.clear();
  }

  static SentOutcomes read(StateReader in) {
    SentOutcomes sent = new SentOutcomes();
    for (int left = in.readLength32(); left > 0; left--) {
      sent.fingerprints.put(in.readModifiedUtf8(), in.readInt32());
    }
    for (int left = in.readLength32(); left > 0; left--) {
      String key = in.readModifiedUtf8();
      byte[] bytes = in.readBytes32();
      // Damage is to be found now, as that of the whole value, and not when it is sent again.
      OutcomeRecords.fromBytes(bytes);
      sent.unconfirmed.put(key, bytes);
    }
    return sent;
  }
}
