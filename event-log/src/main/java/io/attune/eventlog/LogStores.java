package io.attune.eventlog;

import java.util.Optional;

/** Stores, found by the places that users name. */
@FunctionalInterface
public interface LogStores {

  /** No stores but the local ones. */
  LogStores LOCAL = place -> Optional.empty();

  /**
   * The store of a place.
   *
   * @param place what the user wrote
   * @return empty when it is none of these stores
   * @throws StoreException when it is, but the place is not written as it has to be
   */
  Optional<LogStore> of(String place) throws StoreException;
}
