package io.attune.server.access;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Addresses that begin with the same bits.
 *
 * @param start an address of the range
 * @param bits bits that all of them share
 */
record AddressRange(InetAddress start, int bits) {
  /** What cannot be a host name, so that nothing is looked up. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F]*:[0-9a-fA-F:.]+");

  AddressRange {
    requireNonNull(start, "start is null");
    if (bits < 0 || bits > start.getAddress().length * 8) {
      throw new IllegalArgumentException("a range of " + bits + " bits");
    }
  }

  /**
   * Reads {@code 10.0.0.7}, {@code 10.1.0.0/16} or the same of IPv6.
   *
   * @throws IllegalArgumentException when it is something else
   */
  static AddressRange parse(String text) {
    String[] parts = text.strip().split("/", 2);
    if (!ADDRESS.matcher(parts[0]).matches()) {
      throw new IllegalArgumentException(text + " is no address");
    }
    try {
      InetAddress start = InetAddress.getByName(parts[0]);
      int bits = parts.length == 1 ? start.getAddress().length * 8 : Integer.parseInt(parts[1]);
      return new AddressRange(start, bits);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text + " is no address", e);
    }
  }

  boolean contains(InetAddress address) {
    byte[] own = start.getAddress();
    byte[] other = address.getAddress();
    if (own.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((own[bit / 8] & mask) != (other[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
