package io.attune.advisor.statistics;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts by host, at most {@value #LIMIT} hosts: the first ones in alphabetical order. A host that
 * does not belong to those at the end was never needed in between, so what is kept does not depend
 * on the order of arrival. The rest counts in {@link #others}.
 */
final class HostTallies {
  static final int LIMIT = 32;
  static final int NAME_LIMIT = 64;

  private static final String[] NO_HOSTS = new String[0];
  private static final long[] NO_VALUES = new long[0];
  private static final int WIDTH = 3;

  private String[] hosts = NO_HOSTS;
  private long[] values = NO_VALUES;
  private int used;
  private long others;

  long look() {
    int last = values.length - 1;
    return last < 0 ? 0 : hosts[0].length() + values[0] + values[last / 2] + values[last];
  }

  void add(String host, long count, long durationMs, long readBytes) {
    String name = host.length() > NAME_LIMIT ? host.substring(0, NAME_LIMIT) : host;
    int at = find(name);
    if (at < 0) {
      at = insert(-at - 1, name);
      if (at < 0) {
        others += count;
        return;
      }
    }
    values[at * WIDTH] += count;
    values[at * WIDTH + 1] = LogHistogram.saturatedSum(values[at * WIDTH + 1], durationMs);
    values[at * WIDTH + 2] = LogHistogram.saturatedSum(values[at * WIDTH + 2], readBytes);
  }

  /** The same string object comes again and again, and is found without looking into it. */
  private int find(String name) {
    for (int i = 0; i < used; i++) {
      if (hosts[i] == name) {
        return i;
      }
    }
    int at = Arrays.binarySearch(hosts, 0, used, name);
    if (at >= 0) {
      hosts[at] = name;
    }
    return at;
  }

  private int insert(int at, String name) {
    if (used == LIMIT) {
      if (at == LIMIT) {
        return -1;
      }
      used--;
      others += values[used * WIDTH];
    }
    if (used == hosts.length) {
      int length = used == 0 ? 1 : Math.min(LIMIT, used * 4);
      hosts = Arrays.copyOf(hosts, length);
      values = Arrays.copyOf(values, length * WIDTH);
    }
    System.arraycopy(hosts, at, hosts, at + 1, used - at);
    System.arraycopy(values, at * WIDTH, values, (at + 1) * WIDTH, (used - at) * WIDTH);
    Arrays.fill(values, at * WIDTH, (at + 1) * WIDTH, 0);
    hosts[at] = name;
    used++;
    return at;
  }

  void merge(HostTallies other) {
    for (int i = 0; i < other.used; i++) {
      int v = i * WIDTH;
      add(other.hosts[i], other.values[v], other.values[v + 1], other.values[v + 2]);
    }
    others += other.others;
  }

  List<HostTally> list() {
    List<HostTally> list = new ArrayList<>(used);
    for (int i = 0; i < used; i++) {
      int v = i * WIDTH;
      list.add(new HostTally(hosts[i], values[v], values[v + 1], values[v + 2]));
    }
    return List.copyOf(list);
  }

  /** Attempts on hosts that are not listed. */
  long others() {
    return others;
  }

  void write(StateWriter out) {
    out.writeUnsigned(used);
    for (int i = 0; i < used; i++) {
      out.writeString(hosts[i]);
      for (int v = 0; v < WIDTH; v++) {
        out.writeUnsigned(values[i * WIDTH + v]);
      }
    }
    out.writeUnsigned(others);
  }

  static HostTallies read(StateReader in) {
    HostTallies read = new HostTallies();
    int length = in.readLength();
    for (int i = 0; i < length; i++) {
      read.add(in.readString(), in.readUnsigned(), in.readUnsigned(), in.readUnsigned());
    }
    read.others = in.readUnsigned();
    return read;
  }
}
