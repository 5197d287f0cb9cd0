package io.attune.streams.advise;

import io.attune.advisor.assess.OutcomeRecords;
import io.attune.schemas.Outcome;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which outcomes of a workload have been written, so that each is written once: a repeated end of a
 * run adds nothing, and only one that late events have changed is written again, under its key.
 *
 * <p>Those written since the last commit are kept whole, because their records may be lost in a
 * crash that this memory survives. Read back, they are written once more.
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

  void write(DataOutputStream out) throws IOException {
    out.writeInt(fingerprints.size());
    for (Map.Entry<String, Integer> entry : fingerprints.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue());
    }
    unconfirmed.forEach(sinceWritten::putIfAbsent);
    out.writeInt(sinceWritten.size());
    for (Map.Entry<String, byte[]> entry : sinceWritten.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue().length);
      out.write(entry.getValue());
    }
    sinceWritten.clear();
  }

  static SentOutcomes read(DataInputStream in) throws IOException {
    SentOutcomes sent = new SentOutcomes();
    for (int left = in.readInt(); left > 0; left--) {
      sent.fingerprints.put(in.readUTF(), in.readInt());
    }
    for (int left = in.readInt(); left > 0; left--) {
      String key = in.readUTF();
      sent.unconfirmed.put(key, in.readNBytes(in.readInt()));
    }
    return sent;
  }
}
