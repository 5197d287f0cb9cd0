package io.attune.advisor.statistics;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts by host, at most {@value #LIMIT} hosts: the first ones in alphabetical order. A host that
 * does not belong to those at the end was never needed in between, so what is kept does not depend
 * on the order of arrival.
 */
final class HostTallies {
  static final int LIMIT = 32;
  static final int NAME_LIMIT = 64;

  private static final String[] NO_HOSTS = new String[0];
  private static final long[] NO_COUNTS = new long[0];

  private String[] hosts = NO_HOSTS;
  private long[] counts = NO_COUNTS;
  private int used;

  long look() {
    int last = counts.length - 1;
    return last < 0 ? 0 : hosts[0].length() + counts[0] + counts[last];
  }

  void add(String host, long count) {
    String name = cut(host);
    int at = find(name);
    if (at < 0) {
      at = insert(-at - 1, name);
      if (at < 0) {
        return;
      }
    }
    counts[at] += count;
  }

  static String cut(String host) {
    return host.length() > NAME_LIMIT ? host.substring(0, NAME_LIMIT) : host;
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
    }
    if (used == hosts.length) {
      int length = used == 0 ? 1 : Math.min(LIMIT, used * 4);
      hosts = Arrays.copyOf(hosts, length);
      counts = Arrays.copyOf(counts, length);
    }
    System.arraycopy(hosts, at, hosts, at + 1, used - at);
    System.arraycopy(counts, at, counts, at + 1, used - at);
    counts[at] = 0;
    hosts[at] = name;
    used++;
    return at;
  }

  void merge(HostTallies other) {
    for (int i = 0; i < other.used; i++) {
      add(other.hosts[i], other.counts[i]);
    }
  }

  List<HostTally> list() {
    List<HostTally> list = new ArrayList<>(used);
    for (int i = 0; i < used; i++) {
      list.add(new HostTally(hosts[i], counts[i]));
    }
    return List.copyOf(list);
  }

  /** In version 1 there were sums for each host and a count of the other ones, never asked for. */
  void write(StateWriter out) {
    boolean first = out.version() == 1;
    out.writeUnsigned(used);
    for (int i = 0; i < used; i++) {
      out.writeString(hosts[i]).writeUnsigned(counts[i]);
      if (first) {
        out.writeUnsigned(0).writeUnsigned(0);
      }
    }
    if (first) {
      out.writeUnsigned(0);
    }
  }

  static HostTallies read(StateReader in) {
    boolean first = in.version() == 1;
    HostTallies read = new HostTallies();
    for (int left = in.readLength(); left > 0; left--) {
      read.add(in.readString(), in.readUnsigned());
      if (first) {
        in.readUnsigned();
        in.readUnsigned();
      }
    }
    if (first) {
      in.readUnsigned();
    }
    return read;
  }
}
