package io.attune.advisor.application;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ids of batches, as ranges: batches are numbered without gaps, so that there is one range for each
 * time that reports were lost. Beyond {@value #LIMIT} ranges the two lowest become one, and the
 * batches between them count as seen.
 */
final class BatchIds {
  private static final int LIMIT = 64;

  /** First id of a range to its last. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  void add(long id) {
    Map.Entry<Long, Long> below = ranges.floorEntry(id);
    if (below != null && below.getValue() >= id) {
      return;
    }
    long from = below != null && below.getValue() == id - 1 ? below.getKey() : id;
    Long to = ranges.remove(id + 1);
    ranges.put(from, to == null ? id : to);
    if (ranges.size() > LIMIT) {
      joinLowest();
    }
  }

  private void joinLowest() {
    long first = ranges.firstKey();
    Long second = ranges.higherKey(first);
    Long end = second == null ? null : ranges.remove(second);
    if (end != null) {
      ranges.put(first, end);
    }
  }

  long size() {
    return ranges.entrySet().stream().mapToLong(r -> r.getValue() - r.getKey() + 1).sum();
  }

  void write(StateWriter out) {
    out.writeUnsigned(ranges.size());
    ranges.forEach((from, to) -> out.writeUnsigned(from).writeUnsigned(to - from));
  }

  static BatchIds read(StateReader in) {
    BatchIds ids = new BatchIds();
    for (int left = in.readLength(); left > 0; left--) {
      long from = in.readUnsigned();
      ids.ranges.put(from, from + in.readUnsigned());
    }
    return ids;
  }
}
