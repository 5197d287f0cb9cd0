package io.attune.server.http;

/** What a caller may do; each may what those before it may. */
public enum Role {
  /** Nothing but what needs no login. */
  NOBODY,
  /** See what is shown. */
  READ,
  /** Decide about advice as well. */
  OPERATE;

  /** Whether this is enough where the other is needed. */
  public boolean covers(Role needed) {
    return compareTo(needed) >= 0;
  }
}
