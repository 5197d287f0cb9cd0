package io.attune.server.http;

import static java.util.Objects.requireNonNull;

/**
 * Who asks.
 *
 * @param name name of the person or program; empty when it is not known
 * @param role what it may do
 * @param address where it asks from
 */
public record Caller(String name, Role role, String address) {
  /** Checks the fields. */
  public Caller {
    requireNonNull(name, "name is null");
    requireNonNull(role, "role is null");
    requireNonNull(address, "address is null");
  }
}
