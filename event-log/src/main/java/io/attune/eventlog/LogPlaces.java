package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import java.util.Collection;

/**
 * The places where event logs are looked for: paths of this machine, and what further stores
 * recognize. See {@link EventLogs} for what is found there.
 *
 * <pre>{@code
 * Found found = new LogPlaces(LogStores.LOCAL).list(List.of("/var/log/spark"));
 * found.logs().stream().sorted(EventLog.NEWEST_FIRST).limit(20)
 *     .filter(log -> EventLogs.check(log).isEmpty())
 * }</pre>
 *
 * <p>A listed log knows its name, size, time, and whether it is still written to; each of its files
 * opens from an offset ({@link StoredFile#open}). List again to see what has come or grown.
 */
public final class LogPlaces {

  private final LogStores stores;

  /**
   * Creates places.
   *
   * @param stores the stores that are no local ones
   */
  public LogPlaces(LogStores stores) {
    this.stores = requireNonNull(stores, "stores is null");
  }

  /**
   * Lists what may be logs at or below places, each once, without opening any. What is none shows
   * when it is checked or read.
   */
  public Found list(Collection<String> places) {
    return search(places, false);
  }

  /** Finds the logs at or below places, each once. Local files are opened to tell what is none. */
  public Found look(Collection<String> places) {
    return search(places, true);
  }

  /** A place without the credentials that an address can hold: those of a user, and a query. */
  public static String withoutSecrets(String place) {
    String address = place.replaceFirst("^([A-Za-z][A-Za-z0-9+.-]*://)[^/@?#]*:[^/@?#]*@", "$1");
    return address.matches("(?i)https?://.*") ? address.replaceFirst("[?#].*", "") : address;
  }

  private Found search(Collection<String> places, boolean check) {
    LogSearch search = new LogSearch(stores, check);
    places.forEach(search::look);
    return search.found();
  }
}
