package io.attune.eventlog.testing;

import java.util.Set;

/** A test that stands for the stores of some kinds of addresses. */
public interface CoversSchemes {

  /** The schemes of the addresses, such as {@code s3}; none for paths. */
  Set<String> schemes();
}
